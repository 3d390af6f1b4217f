// RUN --mount=type=...,target=...
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/ast.hpp"

namespace dockverify::dockerfile {

struct mount {
  std::string type = "bind";  ///< bind, cache, tmpfs, secret, ssh; as written when it is none of them
  std::string from, source, target, id;
  std::string env;      ///< of a secret: the variable it is put in
  std::string sharing;  ///< of a cache
  bool required = false;
  bool read_only = true;
  std::vector<std::string> unknown_keys;
  bool well_formed = true;  ///< false: bad CSV, a key without value
  dockerfile::flag const* flag = nullptr;
};

/// All of an instruction's, in order. Variables in them stay as written.
std::vector<mount> mounts_of(instruction const& i);

}  // namespace dockverify::dockerfile

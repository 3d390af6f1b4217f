// A service's mounts with their places and what the file says of the source.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compose/project.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

struct mount_use {
  compose::volume_mount const* mount = nullptr;
  source_span where;
  std::string key;      ///< "volumes[0]"
  std::string written;  ///< the source as the file has it, variables replaced only where it has some
  bool relative = false;  ///< the source is below the project: ./data, ../data
};

std::vector<mount_use> mounts_of(service_subject const& subject);

/// `path` is `folder` or lies below it.
bool is_within(std::string_view path, std::string_view folder);

/// The folders that an image keeps data in: of a known image, and the VOLUMEs of the Dockerfile it is built from.
std::vector<std::string> data_folders(service_subject const& subject);

}  // namespace dockverify::rules

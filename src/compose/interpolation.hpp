// Variables in values: $V ${V} ${V:-default} ${V:?message} ${V:+other}, nested, $$, as compose reads them
// (compose.md 3.1).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compose/yaml_tree.hpp"

namespace dockverify::compose {

/// The value of a variable, or nothing when it is not set.
using variable_lookup = std::function<std::optional<std::string>(std::string const&)>;

struct substitution {
  std::string text;
  std::vector<std::string> unset;  ///< variables without a value and without a default, in order
  std::string error;               ///< empty when it went well; never contains a value
  std::string advice;
  bool required = false;  ///< the error is a `${NAME:?}` without a value
};

substitution substitute(std::string_view text, variable_lookup const& lookup);

/// Every text value of a tree in place, keys never; `path` names the place in messages.
void interpolate(yaml_node& root, variable_lookup const& lookup, problem_log& log);

}  // namespace dockverify::compose

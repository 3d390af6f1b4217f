// The comments of a YAML file, which no parser reports: where a # begins one, and not a part of a text.
#pragma once

#include <string_view>
#include <vector>

#include "rules/yaml_text.hpp"

namespace dockverify::rules {

struct yaml_comment {
  int line = 0, column = 0;
  std::string_view body;    ///< without the #
  std::string_view before;  ///< what its line says before it, without blanks at the end; empty: nothing
};
/// In the order of the file; the views are into its text. What stands in quotes or in a block scalar is no comment.
std::vector<yaml_comment> comments_of(yaml_text const& file);

/// The line has something other than blanks and a comment.
bool has_content(std::string_view line);

}  // namespace dockverify::rules

// A comment behind a pattern of an ignore file, which the builder takes for a part of the pattern.
#pragma once

#include <optional>
#include <string_view>

namespace dockverify::rules {

struct trailing_comment {
  std::string_view pattern, comment;  ///< views into the line; the comment begins with #
};
/// nullopt: the line has none, or begins with it.
std::optional<trailing_comment> trailing_comment_of(std::string_view line);

}  // namespace dockverify::rules

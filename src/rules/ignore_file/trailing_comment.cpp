#include "rules/ignore_file/trailing_comment.hpp"

namespace dockverify::rules {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

std::optional<trailing_comment> trailing_comment_of(std::string_view line) {
  std::size_t hash = line.find('#');
  while (hash != std::string_view::npos && hash > 0 && !is_blank(line[hash - 1])) hash = line.find('#', hash + 1);
  if (hash == std::string_view::npos || hash == 0) return std::nullopt;
  std::string_view pattern = line.substr(0, hash);
  while (!pattern.empty() && is_blank(pattern.back())) pattern.remove_suffix(1);
  // A blank that is meant stands behind a backslash.
  if (pattern.ends_with('\\')) return std::nullopt;
  return trailing_comment{pattern, line.substr(hash)};
}

}  // namespace dockverify::rules

// Lines and columns are counted as libyaml does: code points, with its five line breaks.
#include "rules/yaml_edit.hpp"

#include <algorithm>
#include <vector>

namespace dockverify::rules {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The bytes of the line break at `at`; 0: there is none.
std::size_t line_break(std::string_view text, std::size_t at) {
  std::string_view const rest = text.substr(at, 3);
  if (rest.starts_with("\r\n")) return 2;
  if (rest.starts_with('\n') || rest.starts_with('\r')) return 1;
  if (rest.starts_with("\xC2\x85")) return 2;
  return rest == "\xE2\x80\xA8" || rest == "\xE2\x80\xA9" ? 3 : 0;
}

std::size_t line_end(std::string_view text, std::size_t from) {
  while (from < text.size() && line_break(text, from) == 0) ++from;
  return from;
}

std::size_t code_point_size(char first) {
  auto const byte = static_cast<unsigned char>(first);
  if (byte < 0x80U) return 1;
  return byte >= 0xF0U ? 4 : byte >= 0xE0U ? 3 : 2;
}

std::vector<byte_range> lines_until(std::string_view text, int last) {
  std::vector<byte_range> lines;
  std::size_t at = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  while (static_cast<int>(lines.size()) < last && at < text.size()) {
    std::size_t const end = line_end(text, at);
    lines.push_back({at, end});
    at = end + (end < text.size() ? line_break(text, end) : 0);
  }
  return lines;
}

/// The end of a quoted scalar, or npos when it does not end on its line.
std::size_t quoted_end(std::string_view text, std::size_t begin) {
  char const quote = text[begin];
  std::size_t const end = line_end(text, begin);
  for (std::size_t at = begin + 1; at < end; ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '\'' && at + 1 < end && text[at + 1] == '\'') {
        ++at;
      } else {
        return at + 1;
      }
    }
  }
  return std::string_view::npos;
}

bool starts_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// `&name`, `*name` or `<<` where a value or key may begin.
bool names_anchor(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    bool const begins = i == 0 || std::string_view(" \t[{,:-").find(line[i - 1]) != std::string_view::npos;
    if (!begins) continue;
    if (line.substr(i).starts_with("<<")) return true;
    if ((line[i] == '&' || line[i] == '*') && i + 1 < line.size() && starts_word(line[i + 1])) return true;
  }
  return false;
}

/// How deep a line is nested: an entry of a list is deeper than a key in the same column. nullopt: blank or a comment.
std::optional<std::size_t> depth_of(std::string_view line) {
  std::size_t const first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos || line[first] == '#') return std::nullopt;
  bool const entry = line[first] == '-' && (first + 1 == line.size() || line[first + 1] == ' ');
  return 2 * first + (entry ? 1 : 0);
}

}  // namespace

std::string const* text_of(project_subject const& project, source_span const& where) {
  if (!where.known()) return nullptr;
  auto const found = std::find_if(project.files.begin(), project.files.end(),
                                  [&](compose::source_text const& one) { return one.shown == *where.file; });
  return found == project.files.end() ? nullptr : &found->text;
}

std::optional<byte_range> line_of(std::string_view text, int line) {
  if (line < 1) return std::nullopt;
  std::vector<byte_range> const lines = lines_until(text, line);
  if (static_cast<int>(lines.size()) < line) return std::nullopt;
  byte_range whole = lines.back();
  if (whole.end < text.size()) whole.end += line_break(text, whole.end);
  return whole;
}

std::optional<std::size_t> offset_of(std::string_view text, source_span const& where) {
  std::optional<byte_range> const line = line_of(text, where.line);
  if (!line || where.column < 1) return std::nullopt;
  std::size_t at = line->begin;
  for (int column = 1; column < where.column; ++column) {
    if (at >= line->end) return std::nullopt;
    at += code_point_size(text[at]);
  }
  if (at >= line->end) return std::nullopt;
  return at;
}

bool is_quoted_at(std::string_view text, source_span const& where) {
  std::optional<std::size_t> const begin = offset_of(text, where);
  return begin && (text[*begin] == '"' || text[*begin] == '\'');
}

bool is_plain_at(std::string_view text, source_span const& where) {
  std::optional<std::size_t> const begin = offset_of(text, where);
  return begin && std::string_view("\"'|>[{&*!").find(text[*begin]) == std::string_view::npos;
}

std::optional<byte_range> scalar_at(std::string_view text, source_span const& where, std::string_view value) {
  std::optional<std::size_t> const begin = offset_of(text, where);
  if (!begin) return std::nullopt;
  std::string_view const rest = text.substr(*begin);
  if (rest.front() == '"' || rest.front() == '\'') {
    std::size_t const end = quoted_end(text, *begin);
    if (end == std::string_view::npos || text.substr(*begin + 1, end - *begin - 2) != value) return std::nullopt;
    return byte_range{*begin, end};
  }
  if (value.empty() || !rest.starts_with(value)) return std::nullopt;
  std::size_t const end = *begin + value.size();
  bool const ends = end == text.size() || line_break(text, end) != 0 ||
                    std::string_view(" \t,]}:").find(text[end]) != std::string_view::npos;
  if (!ends) return std::nullopt;
  return byte_range{*begin, end};
}

bool is_shared(std::string_view text, int line) {
  std::vector<byte_range> const lines = lines_until(text, line);
  if (line < 1 || static_cast<int>(lines.size()) < line) return true;
  auto const content = [&](byte_range const& one) { return text.substr(one.begin, one.end - one.begin); };
  std::size_t depth = depth_of(content(lines.back())).value_or(0);
  if (names_anchor(content(lines.back()))) return true;
  for (std::size_t i = lines.size() - 1; i-- > 0 && depth != 0;) {
    std::optional<std::size_t> const above = depth_of(content(lines[i]));
    if (!above || *above >= depth) continue;
    if (names_anchor(content(lines[i]))) return true;
    depth = *above;
  }
  return false;
}

std::optional<byte_range> editable_scalar(std::string_view text, compose::yaml_node const& node) {
  std::string const& value = node.written.empty() ? node.text : node.written;
  if (node.broken || value.find('$') != std::string::npos || is_shared(text, node.where.line)) return std::nullopt;
  return scalar_at(text, node.where, value);
}

}  // namespace dockverify::rules

// Lines and columns are counted as libyaml does: code points, with its five line breaks.
#include "rules/yaml_text.hpp"

#include <utility>

namespace dockverify::rules {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The bytes of the line break at `at`; 0: there is none.
std::size_t line_break(std::string_view text, std::size_t at) {
  // Most bytes are neither a control character nor the first of one of the long breaks.
  auto const first = static_cast<unsigned char>(text[at]);
  if (first > '\r' && first < 0xC2U) return 0;
  std::string_view const rest = text.substr(at, 3);
  if (rest.starts_with("\r\n")) return 2;
  if (first == '\n' || first == '\r') return 1;
  if (rest.starts_with("\xC2\x85")) return 2;
  return rest == "\xE2\x80\xA8" || rest == "\xE2\x80\xA9" ? 3 : 0;
}

std::size_t code_point_size(char first) {
  auto const byte = static_cast<unsigned char>(first);
  if (byte < 0x80U) return 1;
  return byte >= 0xF0U ? 4 : byte >= 0xE0U ? 3 : 2;
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

yaml_text::yaml_text(std::string text) : text_(std::move(text)) {
  std::size_t at = text_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  while (at < text_.size()) {
    starts_.push_back(at);
    while (at < text_.size() && line_break(text_, at) == 0) ++at;
    ends_.push_back(at);
    if (at < text_.size()) at += line_break(text_, at);
  }
  find_shared();
}

void yaml_text::find_shared() {
  struct open_line {
    std::size_t depth = 0;
    bool shared = false;
  };
  std::vector<open_line> above;
  shared_.reserve(starts_.size());
  for (int line = 1; line <= lines(); ++line) {
    std::string_view const text = content(line);
    std::optional<std::size_t> const depth = depth_of(text);
    bool shared = names_anchor(text);
    if (depth) {
      while (!above.empty() && above.back().depth >= *depth) above.pop_back();
      shared = shared || (!above.empty() && above.back().shared);
      above.push_back({*depth, shared});
    }
    shared_.push_back(shared);
  }
}

bool yaml_text::is_shared(int number) const {
  return number < 1 || number > lines() || shared_[static_cast<std::size_t>(number) - 1];
}

std::optional<byte_range> yaml_text::line(int number) const {
  if (number < 1 || number > lines()) return std::nullopt;
  auto const index = static_cast<std::size_t>(number);
  return byte_range{starts_[index - 1], index < starts_.size() ? starts_[index] : text_.size()};
}

std::string_view yaml_text::content(int number) const {
  if (number < 1 || number > lines()) return {};
  auto const index = static_cast<std::size_t>(number) - 1;
  return std::string_view(text_).substr(starts_[index], ends_[index] - starts_[index]);
}

std::optional<std::size_t> yaml_text::offset(source_span const& where) const {
  std::optional<byte_range> const whole = line(where.line);
  if (!whole || where.column < 1) return std::nullopt;
  std::size_t at = whole->begin;
  for (int column = 1; column < where.column; ++column) {
    if (at >= whole->end) return std::nullopt;
    at += code_point_size(text_[at]);
  }
  if (at >= whole->end) return std::nullopt;
  return at;
}

std::size_t yaml_text::line_end(std::size_t at) const {
  while (at < text_.size() && line_break(text_, at) == 0) ++at;
  return at;
}

}  // namespace dockverify::rules

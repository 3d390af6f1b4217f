#include "compose/template_variables.hpp"

#include <string_view>

namespace dockverify::compose {

namespace {

using found_variables = std::map<std::string, template_variable>;

bool is_name_character(char c) noexcept {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::size_t name_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_name_character(text[length])) ++length;
  return length;
}

/// The `}` that belongs to the `{` before `text`.
std::size_t closing_brace(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && depth-- == 0) return i;
  }
  return std::string_view::npos;
}

void add(std::string_view name, template_variable const& use, found_variables& found) {
  template_variable& all = found[std::string(name)];
  all.required = all.required || use.required;
  if (all.default_text.empty()) all.default_text = use.default_text;
  if (all.alternate.empty()) all.alternate = use.alternate;
}

void scan(std::string_view text, found_variables& found);

void scan_braced(std::string_view inner, found_variables& found) {
  std::size_t const length = name_length(inner);
  if (length == 0) return;
  std::string_view rest = inner.substr(length);
  if (rest.starts_with(':')) rest.remove_prefix(1);
  template_variable use;
  if (!rest.empty()) {
    std::string const text(rest.substr(1));
    use.required = rest[0] == '?';
    if (rest[0] == '-') use.default_text = text;
    if (rest[0] == '+') use.alternate = text;
  }
  add(inner.substr(0, length), use, found);
  scan(use.default_text, found);
  scan(use.alternate, found);
}

void scan(std::string_view text, found_variables& found) {
  for (std::size_t i = text.find('$'); i != std::string_view::npos; i = text.find('$', i)) {
    std::string_view const rest = text.substr(i + 1);
    if (rest.starts_with('$')) {
      i += 2;
    } else if (rest.starts_with('{')) {
      std::size_t const end = closing_brace(rest.substr(1));
      if (end == std::string_view::npos) return;
      scan_braced(rest.substr(1, end), found);
      i += end + 3;
    } else {
      std::size_t const length = name_length(rest);
      if (length != 0 && (rest[0] < '0' || rest[0] > '9')) add(rest.substr(0, length), {}, found);
      i += length + 1;
    }
  }
}

void walk(ordered_json const& value, found_variables& found) {
  if (value.is_string()) scan(value.get_ref<std::string const&>(), found);
  if (!value.is_structured()) return;
  for (ordered_json const& inner : value) walk(inner, found);
}

}  // namespace

std::map<std::string, template_variable> template_variables(ordered_json const& model) {
  found_variables found;
  walk(model, found);
  return found;
}

}  // namespace dockverify::compose

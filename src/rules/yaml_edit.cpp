#include "rules/yaml_edit.hpp"

#include <algorithm>
#include <string>

namespace dockverify::rules {

namespace {

/// The end of a quoted scalar, or npos when it does not end on its line.
std::size_t quoted_end(yaml_text const& file, std::size_t begin) {
  std::string const& text = file.text();
  char const quote = text[begin];
  std::size_t const end = file.line_end(begin);
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

}  // namespace

yaml_text const* text_of(project_subject const& project, source_span const& where) {
  if (!where.known()) return nullptr;
  auto const found = std::find_if(project.files.begin(), project.files.end(),
                                  [&](compose_file const& one) { return *one.shown == *where.file; });
  return found == project.files.end() ? nullptr : &found->yaml;
}

bool is_quoted_at(yaml_text const& file, source_span const& where) {
  std::optional<std::size_t> const begin = file.offset(where);
  return begin && (file.text()[*begin] == '"' || file.text()[*begin] == '\'');
}

bool is_plain_at(yaml_text const& file, source_span const& where) {
  std::optional<std::size_t> const begin = file.offset(where);
  return begin && std::string_view("\"'|>[{&*!").find(file.text()[*begin]) == std::string_view::npos;
}

std::optional<byte_range> scalar_at(yaml_text const& file, source_span const& where, std::string_view value) {
  std::optional<std::size_t> const begin = file.offset(where);
  if (!begin) return std::nullopt;
  std::string_view const text = file.text();
  if (text[*begin] == '"' || text[*begin] == '\'') {
    std::size_t const end = quoted_end(file, *begin);
    if (end == std::string_view::npos || text.substr(*begin + 1, end - *begin - 2) != value) return std::nullopt;
    return byte_range{*begin, end};
  }
  if (value.empty() || !text.substr(*begin).starts_with(value)) return std::nullopt;
  std::size_t const end = *begin + value.size();
  bool const ends = end == file.line_end(end) || std::string_view(" \t,]}:").find(text[end]) != std::string_view::npos;
  if (!ends) return std::nullopt;
  return byte_range{*begin, end};
}

bool is_shared(yaml_text const& file, int line) {
  return file.is_shared(line);
}

std::optional<byte_range> editable_scalar(yaml_text const& file, compose::yaml_node const& node) {
  std::string const& value = node.written.empty() ? node.text : node.written;
  if (node.broken || value.find('$') != std::string::npos || is_shared(file, node.where.line)) return std::nullopt;
  return scalar_at(file, node.where, value);
}

}  // namespace dockverify::rules

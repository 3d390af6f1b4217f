// DVC001: a compose file has the top-level key version.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "compose/problem_log.hpp"
#include "compose/yaml_tree.hpp"
#include "rules/rule.hpp"
#include "rules/yaml_edit.hpp"

namespace dockverify::rules {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// The version, when it ends on the line that it begins on.
std::optional<byte_range> value_of(yaml_text const& file, compose::yaml_node const& value, bool flow) {
  if (is_quoted_at(file, value.where)) return scalar_at(file, value.where, value.text);
  std::optional<std::size_t> const begin = file.offset(value.where);
  if (!begin || !is_plain_at(file, value.where)) return std::nullopt;
  std::string const& text = file.text();
  std::size_t const line_end = file.line_end(*begin);
  std::size_t end = *begin;
  while (end < line_end && !(is_blank(text[end]) || (flow && (text[end] == ',' || text[end] == '}')))) ++end;
  if (flow) return end < line_end ? std::optional(byte_range{*begin, end}) : std::nullopt;
  // A deeper line would go on with it.
  std::string_view const next = file.content(value.where.line + 1);
  std::size_t const first = next.find_first_not_of(" \t");
  bool const goes_on = first != std::string_view::npos && first != 0 && next[first] != '#';
  return goes_on ? std::nullopt : std::optional(byte_range{*begin, end});
}

/// What has to go with `"version": "3"` from [begin, end) of a flow mapping: its comma, and its line when it has one of
/// its own.
std::optional<byte_range> removable_from_flow(yaml_text const& file, byte_range entry, bool last) {
  std::string const& text = file.text();
  auto const skip_blanks = [&](std::size_t at) {
    while (at < text.size() && is_blank(text[at])) ++at;
    return at;
  };
  std::size_t before = entry.begin;
  while (before > 0 && is_blank(text[before - 1])) --before;
  if (last) {
    // The comma of the entry before it, which may end another line.
    std::size_t const comma = text.find_last_not_of(" \t\r\n", entry.begin == 0 ? 0 : entry.begin - 1);
    if (comma == std::string::npos || text[comma] != ',') return std::nullopt;
    return byte_range{comma, entry.end};
  }
  std::size_t end = skip_blanks(entry.end);
  if (end >= text.size() || text[end] != ',') return std::nullopt;
  end = skip_blanks(end + 1);
  bool const begins_line = before == 0 || text[before - 1] == '\n';
  if (begins_line && end == file.line_end(end)) return byte_range{before, text.find('\n', end) + 1};
  return byte_range{entry.begin, end};
}

/// The line of the key and a blank one after it; nullopt unless both key and value stand on a line of their own.
std::optional<byte_range> removable_line(yaml_text const& file, int number, byte_range entry) {
  std::optional<byte_range> line = file.line(number);
  std::string const& text = file.text();
  if (!line || line->begin != entry.begin) return std::nullopt;
  std::size_t const after = text.find_first_not_of(" \t", entry.end);
  if (after < file.line_end(entry.end) && (after == entry.end || text[after] != '#')) return std::nullopt;
  std::optional<byte_range> const next = file.line(number + 1);
  if (next && text.find_first_not_of(" \t\r\n", next->begin) >= next->end) line->end = next->end;
  return line;
}

std::optional<byte_range> removable(yaml_text const& file, compose::yaml_node const& root,
                                    compose::yaml_entry const& version) {
  std::optional<std::size_t> const top = file.offset(root.where), key = file.offset(version.where);
  bool const simple = version.value.is_scalar() && root.entries.size() > 1 &&
                      version.value.where.line == version.where.line && !is_shared(file, version.where.line);
  if (!top || !key || !simple) return std::nullopt;
  bool const flow = file.text()[*top] == '{';
  std::optional<byte_range> const value = value_of(file, version.value, flow);
  if (!value) return std::nullopt;
  byte_range const entry{*key, value->end};
  if (flow) return removable_from_flow(file, entry, &version == &root.entries.back());
  return removable_line(file, version.where.line, entry);
}

void check(project_subject const& subject, sink& out) {
  for (compose_file const& file : subject.files) {
    if (file.yaml.text().find("version") == std::string::npos) continue;
    compose::problem_log log;
    for (compose::yaml_node const& root : compose::parse_yaml(file.yaml.text(), file.shown, log)) {
      compose::yaml_entry const* version = root.find("version");
      if (version == nullptr) continue;
      draft& made = out.add(version->where, "`version` is obsolete: compose ignores it")
                        .field("version")
                        .advice("remove the line");
      if (std::optional<byte_range> const gone = removable(file.yaml, root, *version))
        made.edit(gone->begin, gone->end, {});
    }
  }
}

}  // namespace

extern rule const version_key;
rule const version_key{
    .id = "DVC001",
    .name = "version-key",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A compose file has the top-level key `version`.",
    .why =
        "Compose ignores it since version 2 and warns about it each time. It suggests a choice of formats that no "
        "longer exists.",
    .bad =
        "version: \"3.8\"\n"
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .aliases = {"dclint:no-version-field"},
    .fixes = fixing::safe,
    .check_project = &check,
};

}  // namespace dockverify::rules

// DVC001: a compose file has the top-level key version.
#include <memory>
#include <optional>

#include "compose/problem_log.hpp"
#include "compose/yaml_tree.hpp"
#include "rules/rule.hpp"
#include "rules/yaml_edit.hpp"

namespace dockverify::rules {
namespace {

/// The line of the key and a blank one after it; nullopt unless both key and value stand on a line of their own.
std::optional<byte_range> removable(std::string const& text, compose::yaml_node const& root,
                                    compose::yaml_entry const& version) {
  for (compose::yaml_entry const& other : root.entries) {
    if (&other != &version && other.where.line == version.where.line) return std::nullopt;
  }
  bool const simple = version.where.column == 1 && version.value.is_scalar() && root.entries.size() > 1 &&
                      version.value.where.line == version.where.line;
  std::optional<byte_range> line = simple ? line_of(text, version.where.line) : std::nullopt;
  std::optional<byte_range> const next = line ? line_of(text, version.where.line + 1) : std::nullopt;
  if (next && text.find_first_not_of(" \t\r\n", next->begin) >= next->end) line->end = next->end;
  return line;
}

void check(project_subject const& subject, sink& out) {
  for (compose::source_text const& file : subject.files) {
    if (file.text.find("version") == std::string::npos) continue;
    compose::problem_log log;
    auto const path = std::make_shared<std::string const>(file.shown);
    for (compose::yaml_node const& root : compose::parse_yaml(file.text, path, log)) {
      compose::yaml_entry const* version = root.find("version");
      if (version == nullptr) continue;
      draft& made = out.add(version->where, "`version` is obsolete: compose ignores it")
                        .field("version")
                        .advice("remove the line");
      if (std::optional<byte_range> const line = removable(file.text, root, *version);
          line && !is_shared(file.text, version->where.line))
        made.edit(line->begin, line->end, {});
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

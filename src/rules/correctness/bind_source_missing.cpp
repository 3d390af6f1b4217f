// DVC509: the source of a bind mount does not exist, or a file is mounted on a folder.
#include <string>
#include <string_view>

#include "rules/rule.hpp"
#include "rules/service_mounts.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

/// The target as written ends with a slash: a folder is meant.
bool wants_folder(service_subject const& subject, mount_use const& use) {
  compose::yaml_node const* list = written_value(subject, "volumes");
  if (list == nullptr) return false;
  for (compose::yaml_node const& item : list->items) {
    if (item.where.text() != use.where.text()) continue;
    if (item.is_map()) {
      compose::yaml_entry const* target = item.find("target");
      return target != nullptr && target->value.text.ends_with('/');
    }
    std::size_t const colon = item.text.find(':');
    std::string_view rest =
        colon == std::string::npos ? std::string_view{} : std::string_view(item.text).substr(colon + 1);
    rest = rest.substr(0, rest.find(':'));
    return rest.size() > 1 && rest.ends_with('/');
  }
  return false;
}

void check(service_subject const& subject, sink& out) {
  for (mount_use const& use : mounts_of(subject)) {
    // What an absolute path means is another host's business.
    bool const own = use.relative || is_within(use.mount->source, subject.project->project->directory);
    if (use.mount->type != "bind" || !own) continue;
    path_state const state = subject.project->state_of(use.mount->source);
    bool const missing = state.what == path_state::kind::missing;
    bool const on_folder = state.what == path_state::kind::file && wants_folder(subject, use);
    if (!missing && !on_folder) continue;
    out.add(use.where, missing ? "`" + use.written + "` does not exist: the engine makes an empty folder of it"
                               : "the file `" + use.written + "` is mounted on a folder")
        .field("volumes." + use.mount->target)
        .advice(missing ? "create it, or correct the path" : "name the file in the target too");
  }
}

}  // namespace

extern rule const bind_source_missing;
rule const bind_source_missing{
    .id = "DVC509",
    .name = "bind-source-missing",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The source of a bind mount does not exist, or a file is mounted on a folder.",
    .why =
        "The engine makes an empty folder, owned by root, in place of a missing source: a program that wants a file "
        "there fails with words that do not help.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - ./missing.conf:/etc/app.conf:ro\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - .:/src:ro\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

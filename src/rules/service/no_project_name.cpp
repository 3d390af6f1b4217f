// DVC039: the compose file has no top-level name.
#include "compose/yaml_tree.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(project_subject const& subject, sink& out) {
  if (subject.tree == nullptr || subject.tree->find("name") != nullptr) return;
  out.add(subject.tree->where, "the project has no name of its own")
      .field("name")
      .advice("add `name: NAME` at the top level");
}

}  // namespace

extern rule const no_project_name;
rule const no_project_name{
    .id = "DVC039",
    .name = "no-project-name",
    .dev = level::off,
    .prod = level::off,
    .summary = "The compose file has no top-level `name`.",
    .why = "The project is then called as its folder: two checkouts of the same name share containers and volumes.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "name: shop\n"
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .aliases = {"dclint:require-project-name-field"},
    .fixes = fixing::none,
    .check_project = &check,
};

}  // namespace dockverify::rules

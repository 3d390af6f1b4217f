// DVC209: a variable is used that has neither a value nor a default.
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rules/credentials.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

struct use {
  std::string variable, key;
  source_span where;
};

void find_uses(compose::yaml_node const& node, std::string const& key, std::set<std::string, std::less<>> const& unset,
               std::vector<use>& out) {
  for (compose::yaml_entry const& entry : node.entries) find_uses(entry.value, entry.key, unset, out);
  for (compose::yaml_node const& item : node.items) find_uses(item, {}, unset, out);
  if (node.written.empty() || node.broken || !node.items.empty()) return;
  for (variable_reference const& one : references_in(node.written)) {
    if (one.operation != '\0' || unset.count(one.name) == 0) continue;
    std::string name = key;
    if (name.empty()) name = node.written.substr(0, node.written.find('='));
    out.push_back({std::string(one.name), std::move(name), node.where});
  }
}

void check(project_subject const& subject, sink& out) {
  std::set<std::string, std::less<>> const unset(subject.variables_unset.begin(), subject.variables_unset.end());
  if (subject.tree == nullptr || unset.empty()) return;
  std::vector<use> uses;
  find_uses(*subject.tree, {}, unset, uses);
  std::set<std::pair<std::string, std::string>> told;
  for (use const& one : uses) {
    if (!told.emplace(one.variable, one.where.text()).second) continue;
    bool const credential =
        is_credential_name(one.variable, *subject.settings) || is_credential_name(one.key, *subject.settings);
    draft& made = out.add(one.where, "the variable `" + one.variable + "` has no value: an empty text takes its place")
                      .field(one.variable)
                      .advice("set it in .env, or write `${" + one.variable + ":?}` so that nothing starts without it");
    if (credential) made.severity(severity::error);
  }
}

}  // namespace

extern rule const variable_unset;
rule const variable_unset{
    .id = "DVC209",
    .name = "variable-unset",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A variable is used that has neither a value nor a default.",
    .why =
        "Compose warns and puts an empty text in its place: an empty password, an image without a tag. `${NAME:?}` "
        "stops instead.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      MODE: ${APP_MODE}\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      MODE: ${APP_MODE:-plain}\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_project = &check,
};

}  // namespace dockverify::rules

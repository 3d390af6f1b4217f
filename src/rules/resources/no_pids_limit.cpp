// DVC303: a service may start any number of processes.
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

/// Where limits stand already: the two forms must not contradict each other.
void add_limit(draft& made, service_subject const& subject) {
  compose::yaml_node const* own = written_value(subject, "pids_limit");
  compose::yaml_node const* resources = written_value(subject, "deploy", "resources");
  compose::yaml_entry const* limits = resources == nullptr ? nullptr : resources->find("limits");
  if (own == nullptr && limits == nullptr) return add_key(made, subject, "pids_limit: 200");
  if (limits == nullptr) return replace_scalar(made, *subject.project, *own, "200");
  compose::yaml_entry const* pids = limits->value.find("pids");
  if (own != nullptr) return;
  if (pids == nullptr) return add_key(made, *subject.project, limits->where, limits->value, "pids: 200");
  replace_scalar(made, *subject.project, pids->value, "200");
}

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  bool const limited = s.pids_limit > 0 || (s.deploy && s.deploy->limits && s.deploy->limits->pids > 0);
  if (limited || s.provider) return;
  draft& made = out.add(subject.where("pids_limit"), "service `" + s.name + "` may start any number of processes")
                    .field("pids_limit")
                    .advice("add `pids_limit: 200`");
  add_limit(made, subject);
}

}  // namespace

extern rule const no_pids_limit;
rule const no_pids_limit{
    .id = "DVC303",
    .name = "no-pids-limit",
    .dev = level::info,
    .prod = level::warning,
    .summary = "A service may start any number of processes.",
    .why =
        "A fork bomb, or a program that never reaps its children, takes the process table of the host. A few hundred "
        "are enough for most.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    pids_limit: 200\n",
    .aliases = {"CIS 5.29", "KICS: Pids Limit Not Set"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

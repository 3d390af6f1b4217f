// DVC303: a service may start any number of processes.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  bool const limited = s.pids_limit > 0 || (s.deploy && s.deploy->limits && s.deploy->limits->pids > 0);
  if (limited || s.provider) return;
  out.add(subject.where("pids_limit"), "service `" + s.name + "` may start any number of processes")
      .field("pids_limit")
      .advice("add `pids_limit: 200`");
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
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

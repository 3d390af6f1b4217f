// DVC301: a service has no memory limit.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  bool const limited = s.mem_limit > 0 || (s.deploy && s.deploy->limits && s.deploy->limits->memory > 0);
  if (limited || s.provider) return;
  out.add(subject.where("mem_limit"), "service `" + s.name + "` has no memory limit")
      .field("mem_limit")
      .advice("add `mem_limit: 512m`, about twice of what it uses at its peak");
}

}  // namespace

extern rule const no_memory_limit;
rule const no_memory_limit{
    .id = "DVC301",
    .name = "no-memory-limit",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A service has no memory limit.",
    .why =
        "One service that leaks then takes the memory of all: the kernel ends whatever it likes. `mem_limit` or "
        "deploy.resources.limits.memory keeps it to itself.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    mem_limit: 512m\n",
    .aliases = {"CIS 5.11", "KICS: Memory Not Limited", "CL-0026"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

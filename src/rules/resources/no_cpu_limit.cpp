// DVC302: a service has no CPU limit.
#include <string_view>

#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_above_zero(std::string_view decimal) {
  return decimal.find_first_of("123456789") != std::string_view::npos;
}

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  bool const by_deploy = s.deploy && s.deploy->limits && is_above_zero(s.deploy->limits->cpus);
  if (s.cpus > 0 || s.cpu_quota > 0 || by_deploy || s.provider) return;
  draft& made = out.add(subject.where("cpus"), "service `" + s.name + "` has no CPU limit")
                    .field("cpus")
                    .advice("add `cpus: 1.0`");
  if (s.cpu_shares > 0) made.aliases({"KICS: Cpus Not Limited", "CL-0026"});
}

}  // namespace

extern rule const no_cpu_limit;
rule const no_cpu_limit{
    .id = "DVC302",
    .name = "no-cpu-limit",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A service has no CPU limit.",
    .why =
        "One busy service then slows all others down. `cpus`, cpu_quota or deploy.resources.limits.cpus limit it; "
        "cpu_shares only weigh.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    cpus: 1.0\n",
    .aliases = {"CIS 5.12", "KICS: Cpus Not Limited", "CL-0026"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

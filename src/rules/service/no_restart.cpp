// DVC007: a long-running service has no restart and no deploy.restart_policy.
#include <string>

#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  bool const policy = s.deploy && s.deploy->restart_policy;
  if (!s.restart.empty() || policy || s.provider || subject.one_shot()) return;
  bool const prod = subject.settings->environment == environment::prod;
  std::string const wanted = prod ? "restart: on-failure:5" : "restart: unless-stopped";
  draft& made = out.add(subject.where(), "service `" + s.name + "` has no restart policy")
                    .field("restart")
                    .advice("add `" + wanted + "`");
  add_key(made, subject, wanted);
}

}  // namespace

extern rule const no_restart;
rule const no_restart{
    .id = "DVC007",
    .name = "no-restart",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A long-running service has no `restart` and no deploy.restart_policy.",
    .why =
        "The engine's default is to leave a container that ended as it is: after a crash or a restart of the host the "
        "service is down until somebody notices.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    restart: unless-stopped\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

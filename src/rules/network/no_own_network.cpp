// DVC101: two or more services share the network that compose makes without being asked; or a service is on the
// engine's default bridge.
#include <cstddef>

#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

void check_bridge(service_subject const& subject, sink& out) {
  if (subject.service->network_mode != "bridge") return;
  out.add(subject.where("network_mode"), "the service is on the engine's default bridge, where names do not resolve")
      .field("network_mode")
      .severity(severity::error)
      .advice("remove `network_mode`, and name a network under `networks`");
}

void check_networks(project_subject const& subject, sink& out) {
  if (subject.tree == nullptr) return;
  compose::yaml_entry const* networks = subject.tree->find("networks");
  if (networks != nullptr && !networks->value.entries.empty()) return;
  std::size_t on_default = 0;
  for (service_subject const& one : subject.services) {
    if (written_value(one, "networks") != nullptr) return;
    if (one.service->network_mode.empty() && !one.service->provider) ++on_default;
  }
  if (on_default < 2) return;
  out.add(where_in_tree(subject, "services"), "all services share the network that compose makes by itself")
      .field("networks")
      .advice("add a top-level `networks`, and name in each service those that it needs");
}

}  // namespace

extern rule const no_own_network;
rule const no_own_network{
    .id = "DVC101",
    .name = "no-own-network",
    .dev = level::info,
    .prod = level::warning,
    .summary =
        "Two or more services share the network that compose makes without being asked; or a service is on the "
        "engine's default bridge.",
    .why =
        "Networks of one's own say who may talk to whom. On the engine's default bridge (`network_mode: bridge`) "
        "service names do not even resolve, and every other container there can be reached.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    networks: [back]\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    networks: [back]\n"
        "networks:\n"
        "  back:\n",
    .aliases = {"KICS: Networks Not Set", "CIS 5.30"},
    .fixes = fixing::none,
    .check_service = &check_bridge,
    .check_project = &check_networks,
};

}  // namespace dockverify::rules

// DVC102: a service uses the host's network.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  if (subject.service->network_mode != "host") return;
  out.add(subject.where("network_mode"), "`" + subject.service->name + "` uses the host's network")
      .field("network_mode")
      .advice("remove `network_mode: host`, and publish the ports that are needed");
}

}  // namespace

extern rule const host_network;
rule const host_network{
    .id = "DVC102",
    .name = "host-network",
    .dev = level::error,
    .prod = level::error,
    .summary = "A service uses the host's network.",
    .why =
        "It sees and can open every port of the host, and nothing limits who reaches it. Publishing the ports that are "
        "needed does the same without that.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    network_mode: host\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports: [\"127.0.0.1:8080:8080\"]\n",
    .aliases = {"CIS 5.10", "KICS: Shared Host Network Namespace", "CL-0008"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

// DVC109: a host port below 1024 is published; 80 and 443 of a proxy are fine.
#include <optional>
#include <utility>
#include <vector>

#include "rules/endpoints.hpp"
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  image_facts const* known = has_image(subject) ? facts_of(image_of(subject)) : nullptr;
  bool const proxy = known != nullptr && known->role == image_role::proxy;
  std::vector<std::pair<draft*, source_span>> found;
  for (port_entry const& entry : port_entries(subject)) {
    std::optional<port_span> const range = read_ports(entry.port->published);
    if (!range || range->first >= 1024) continue;
    if (proxy && (range->first == 80 || range->first == 443)) continue;
    draft& made = out.add(entry.where, "host port " + entry.port->published + " is one of the system's (below 1024)")
                      .field("ports." + entry.port->published + "/" + entry.port->protocol)
                      .advice("publish it on a port of 1024 or above");
    found.emplace_back(&made, entry.where);
  }
  remove_items(found, subject, "ports");
}

}  // namespace

extern rule const privileged_host_port;
rule const privileged_host_port{
    .id = "DVC109",
    .name = "privileged-host-port",
    .dev = level::info,
    .prod = level::warning,
    .summary = "A host port below 1024 is published; 80 and 443 of a proxy are fine.",
    .why = "Those ports are reserved for the system's own services, and rootless engines can not open them.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports: [\"127.0.0.1:80:8080\"]\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports: [\"127.0.0.1:8080:8080\"]\n",
    .aliases = {"CIS 5.8", "KICS: Privileged Ports Mapped In Container"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

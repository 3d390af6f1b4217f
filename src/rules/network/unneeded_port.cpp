// DVC105: a port is published that nobody outside needs: of a service behind the project's proxy, of a debugger, or of
// metrics.
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "rules/endpoints.hpp"
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

bool is_any(std::uint32_t port, std::initializer_list<std::uint32_t> known) {
  return std::find(known.begin(), known.end(), port) != known.end();
}

bool is_proxy(service_subject const& subject) {
  image_facts const* known = has_image(subject) ? facts_of(image_of(subject)) : nullptr;
  return known != nullptr && known->role == image_role::proxy;
}

/// Another service names it, and a proxy stands before the project.
bool is_behind_proxy(service_subject const& subject) {
  std::vector<service_subject> const& all = subject.project->services;
  bool const proxied = std::any_of(all.begin(), all.end(), [&](service_subject const& other) {
    return &other != &subject && is_proxy(other) && !other.service->ports.empty();
  });
  if (!proxied || is_proxy(subject)) return false;
  return std::any_of(all.begin(), all.end(), [&](service_subject const& other) {
    if (&other == &subject) return false;
    std::vector<endpoint_use> const uses = endpoint_uses(other);
    return std::any_of(uses.begin(), uses.end(), [&](endpoint_use const& use) {
      return service_named(*subject.project, use.target.host, &other) == &subject;
    });
  });
}

void check(service_subject const& subject, sink& out) {
  if (subject.service->ports.empty()) return;
  bool const behind = is_behind_proxy(subject);
  for (port_entry const& entry : port_entries(subject)) {
    std::uint32_t const port = entry.port->target;
    std::string why;
    if (is_any(port, {5678, 9229, 5005})) {
      why = "is a debugger's";
    } else if (is_any(port, {2112, 9100, 9102, 9104, 9113, 9121, 9187, 9216, 9419})) {
      why = "gives metrics";
    } else if (behind) {
      why = "is reached by other services and through the proxy";
    } else {
      continue;
    }
    out.add(entry.where, "port " + std::to_string(port) + " " + why + ": it needs no port of the host")
        .field("ports." + std::to_string(port) + "/" + entry.port->protocol)
        .advice("remove it, or bind it to 127.0.0.1 while it is needed");
  }
}

}  // namespace

extern rule const unneeded_port;
rule const unneeded_port{
    .id = "DVC105",
    .name = "unneeded-port",
    .dev = level::info,
    .prod = level::info,
    .summary =
        "A port is published that nobody outside needs: of a service behind the project's proxy, of a debugger, or of "
        "metrics.",
    .why =
        "Each published port is one more way in. What only the proxy or other services call needs none, and a debugger "
        "runs any code it is given.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports:\n"
        "      - \"127.0.0.1:9229:9229\"\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports:\n"
        "      - \"127.0.0.1:8080:8080\"\n",
    .aliases = {"CIS 5.9"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

// DVC105: a port is published that nobody outside needs: of a service behind the project's proxy, of a debugger, or of
// metrics.
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>

#include "rules/endpoints.hpp"
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

bool is_any(std::uint32_t port, std::initializer_list<std::uint32_t> known) {
  return std::find(known.begin(), known.end(), port) != known.end();
}

bool is_published_proxy(service_subject const& subject) {
  image_facts const* known = has_image(subject) ? facts_of(image_of(subject)) : nullptr;
  return known != nullptr && known->role == image_role::proxy && !subject.service->ports.empty();
}

/// Where a proxy stands before the project: the services that others name, proxies aside.
std::set<service_subject const*> behind_proxy(project_subject const& project) {
  std::set<service_subject const*> named, proxies;
  for (service_subject const& one : project.services) {
    if (is_published_proxy(one)) proxies.insert(&one);
  }
  if (proxies.empty()) return {};
  for (service_subject const& user : project.services) {
    for (endpoint_use const& use : endpoint_uses(user)) {
      service_subject const* const other = service_named(project, use.target.host, &user);
      if (other != nullptr && other != &user && proxies.count(other) == 0) named.insert(other);
    }
  }
  return named;
}

void check_ports(service_subject const& subject, bool behind, sink& out) {
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
        .service(subject.service->name)
        .field("ports." + std::to_string(port) + "/" + entry.port->protocol)
        .advice("remove it, or bind it to 127.0.0.1 while it is needed");
  }
}

void check(project_subject const& subject, sink& out) {
  std::set<service_subject const*> const behind = behind_proxy(subject);
  for (service_subject const& service : subject.services) check_ports(service, behind.count(&service) != 0, out);
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
    .check_project = &check,
};

}  // namespace dockverify::rules

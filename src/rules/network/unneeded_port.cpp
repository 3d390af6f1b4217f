// DVC105: a port is published that nobody outside needs: of a service behind the project's proxy, of a debugger, or of
// metrics.
#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rules/endpoints.hpp"
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

std::optional<int> any_of(port_span const& ports, std::initializer_list<int> known) {
  auto const found =
      std::find_if(known.begin(), known.end(), [&](int one) { return one >= ports.first && one <= ports.last; });
  return found == known.end() ? std::nullopt : std::optional(*found);
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
  std::vector<std::pair<draft*, source_span>> found;
  for (port_entry const& entry : port_entries(subject)) {
    std::string const& name = subject.service->name;
    std::string why, advice;
    int port = static_cast<int>(entry.port->target);
    if (std::optional<int> const debugger = any_of(entry.targets, {5678, 9229, 5005})) {
      port = *debugger;
      why = "is a debugger's";
      advice = "publish it only in a compose file that is used for debugging";
    } else if (std::optional<int> const metrics =
                   any_of(entry.targets, {2112, 9100, 9102, 9104, 9113, 9115, 9121, 9187, 9216, 9308, 9419})) {
      port = *metrics;
      why = "gives metrics";
      advice = "remove it: what collects them reaches `" + name + ":" + std::to_string(port) + "` by name";
    } else if (behind) {
      why = "is reached by other services and through the proxy";
      advice = "remove it: other services reach `" + name + ":" + std::to_string(port) + "` by name";
    } else {
      continue;
    }
    draft& made = out.add(entry.where, "port " + std::to_string(port) + " " + why + ": it needs no port of the host")
                      .service(name)
                      .field("ports." + std::to_string(port) + "/" + entry.port->protocol)
                      .advice(std::move(advice));
    found.emplace_back(&made, entry.where);
  }
  remove_items(found, subject, "ports");
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
    .fixes = fixing::ask,
    .check_project = &check,
};

}  // namespace dockverify::rules

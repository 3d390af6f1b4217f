// DVC103: a port is published on all addresses of the host.
#include <string>
#include <string_view>
#include <vector>

#include "rules/endpoints.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  for (port_entry const& entry : port_entries(subject)) {
    std::string const& address = entry.port->host_ip;
    if (!binds_everywhere(address)) continue;
    draft& made =
        out.add(entry.where, "port " + std::to_string(entry.port->target) + " is published on all addresses")
            .field("ports." + std::to_string(entry.port->target) + "/" + entry.port->protocol)
            .advice("put an address before it: `127.0.0.1:" +
                    (entry.port->published.empty() ? std::to_string(entry.port->target) : entry.port->published) + ":" +
                    std::to_string(entry.port->target) + "`");
    // dclint accepts an address that is written, compose-lint a port that the engine chooses.
    std::vector<std::string_view> aliases{"CIS 5.14", "KICS: Container Traffic Not Bound To Host Interface"};
    if (address.empty()) aliases.insert(aliases.begin(), "dclint:no-unbound-port-interfaces");
    if (!entry.port->published.empty()) aliases.emplace_back("CL-0005");
    made.aliases(aliases);
  }
}

}  // namespace

extern rule const port_all_interfaces;
rule const port_all_interfaces{
    .id = "DVC103",
    .name = "port-all-interfaces",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A port is published on all addresses of the host.",
    .why =
        "Without an address anyone who can reach the host reaches the service, past most firewalls: the engine writes "
        "its own rules. For local work `127.0.0.1:` is enough.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports:\n"
        "      - \"8080:80\"\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports:\n"
        "      - \"127.0.0.1:8080:80\"\n",
    .aliases = {"dclint:no-unbound-port-interfaces", "CIS 5.14", "KICS: Container Traffic Not Bound To Host Interface",
                "CL-0005"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

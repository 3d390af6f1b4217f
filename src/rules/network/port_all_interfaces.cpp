// DVC103: a port is published on all addresses of the host.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "rules/endpoints.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_edit.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

/// While developing nobody else has to reach it.
void bind_locally(draft& made, service_subject const& subject, port_entry const& entry) {
  compose::yaml_node const* list = written_value(subject, "ports");
  if (list == nullptr) return;
  auto const item = std::find_if(list->items.begin(), list->items.end(), [&](compose::yaml_node const& one) {
    return one.where.known() && one.where.line == entry.where.line && one.where.column == entry.where.column &&
           *one.where.file == *entry.where.file;
  });
  if (item == list->items.end()) return;
  if (item->is_map()) {
    compose::yaml_entry const* address = item->find("host_ip");
    if (address == nullptr) return add_to_item(made, *subject.project, *item, "host_ip: 127.0.0.1");
    return replace_scalar(made, *subject.project, address->value, entry.port->host_ip == "::" ? "::1" : "127.0.0.1");
  }
  std::string const& written = item->written.empty() ? item->text : item->written;
  std::string bound;
  if (written.starts_with("0.0.0.0:")) {
    bound = "127.0.0.1" + written.substr(7);
  } else if (written.starts_with("[::]:")) {
    bound = "[::1]" + written.substr(4);
  } else if (entry.port->host_ip.empty() && !entry.port->published.empty()) {
    bound = "127.0.0.1:" + written;
  } else if (entry.port->host_ip.empty() && written.find_first_of("$:") == std::string::npos) {
    bound = "127.0.0.1::" + written;
  }
  yaml_text const* file = text_of(*subject.project, item->where);
  if (bound.empty() || file == nullptr) return;
  bool const plain = is_plain_at(*file, item->where);
  std::string const quote(1, plain ? '"' : file->text()[file->offset(item->where).value_or(0)]);
  write_scalar(made, *subject.project, *item, plain && !subject.settings->quoted_ports ? bound : quote + bound + quote);
}

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
    if (subject.settings->environment == environment::dev) bind_locally(made, subject, entry);
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
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

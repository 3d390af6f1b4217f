// DVC604: the ports of a service are not in the order of their host ports.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/rule.hpp"
#include "rules/written_order.hpp"
#include "rules/yaml_edit.hpp"
#include "rules/yaml_order.hpp"

namespace dockverify::rules {
namespace {

/// The host port as written; of a port alone that port.
std::string published(compose::yaml_node const& item) {
  if (item.is_map()) {
    compose::yaml_entry const* entry = item.find("published");
    return entry == nullptr ? std::string{} : entry->value.text;
  }
  std::string_view text = std::string_view(item.text).substr(0, item.text.find('/'));
  std::size_t const last = text.rfind(':');
  if (last == std::string_view::npos) return std::string(text);
  text = text.substr(0, last);
  std::size_t const address = text.rfind(':');
  return std::string(address == std::string_view::npos ? text : text.substr(address + 1));
}

/// Variables first, then by number.
std::pair<long, std::string> rank_of(std::string const& port) {
  long number = 0;
  std::size_t digits = 0;
  while (digits < port.size() && digits < 9 && port[digits] >= '0' && port[digits] <= '9')
    number = number * 10 + (port[digits++] - '0');
  return {digits == 0 ? -1 : number, port.substr(digits)};
}

void check(project_subject const& subject, sink& out) {
  for_each_written_service(subject, [&](compose::yaml_entry const& service) {
    compose::yaml_entry const* ports = service.value.find("ports");
    if (ports == nullptr) return;
    std::vector<std::pair<long, std::string>> ranks;
    for (compose::yaml_node const& item : ports->value.items) ranks.push_back(rank_of(published(item)));
    if (std::is_sorted(ranks.begin(), ranks.end())) return;
    draft& made = out.add(ports->where, "the ports of `" + service.key + "` are not in order")
                      .field(service.key + ".ports")
                      .advice("order them by the host port");
    reorder(made, subject, ports->value, places_of(ports->value.items), sorted_order(ranks));
  });
}

}  // namespace

extern rule const ports_order;
rule const ports_order{
    .id = "DVC604",
    .name = "ports-order",
    .dev = level::off,
    .prod = level::off,
    .summary = "The ports of a service are not in the order of their host ports.",
    .why = "The same order everywhere makes clashes visible.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports: [\"127.0.0.1:8081:81\", \"127.0.0.1:8080:80\"]\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports: [\"127.0.0.1:8080:80\", \"127.0.0.1:8081:81\"]\n",
    .aliases = {"dclint:service-ports-alphabetical-order"},
    .fixes = fixing::safe,
    .check_project = &check,
};

}  // namespace dockverify::rules

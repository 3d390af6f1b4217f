// DVC602: services are not in alphabetical order.
#include <map>
#include <string>
#include <vector>

#include "rules/rule.hpp"
#include "rules/written_order.hpp"
#include "rules/yaml_edit.hpp"
#include "rules/yaml_order.hpp"

namespace dockverify::rules {
namespace {

void check(project_subject const& subject, sink& out) {
  for_each_document(subject, [&](compose::yaml_node const& root) {
    compose::yaml_entry const* services = root.find("services");
    if (services == nullptr) return;
    std::vector<std::string> keys;
    for (compose::yaml_entry const& entry : services->value.entries) keys.push_back(sort_key(entry.key));
    std::map<std::string, std::string> before;
    for (compose::yaml_entry const& entry : services->value.entries) {
      std::string const key = sort_key(entry.key);
      if (auto const later = before.upper_bound(key); later != before.end()) {
        draft& made = out.add(entry.where, "`" + entry.key + "` belongs before `" + later->second + "`")
                          .field(entry.key)
                          .advice("put the services in alphabetical order");
        reorder(made, subject, services->value, places_of(services->value.entries), sorted_order(keys));
      }
      before.emplace(key, entry.key);
    }
  });
}

}  // namespace

extern rule const services_order;
rule const services_order{
    .id = "DVC602",
    .name = "services-order",
    .dev = level::off,
    .prod = level::off,
    .summary = "Services are not in alphabetical order.",
    .why = "In a long file they are found sooner.",
    .bad =
        "services:\n"
        "  b:\n"
        "    image: b:1.0\n"
        "  a:\n"
        "    image: a:1.0\n",
    .good =
        "services:\n"
        "  a:\n"
        "    image: a:1.0\n"
        "  b:\n"
        "    image: b:1.0\n",
    .aliases = {"dclint:services-alphabetical-order"},
    .fixes = fixing::safe,
    .check_project = &check,
};

}  // namespace dockverify::rules

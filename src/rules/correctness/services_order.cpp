// DVC602: services are not in alphabetical order.
#include <map>
#include <string>

#include "rules/rule.hpp"
#include "rules/written_order.hpp"

namespace dockverify::rules {
namespace {

void check(project_subject const& subject, sink& out) {
  for_each_document(subject, [&](compose::yaml_node const& root) {
    compose::yaml_entry const* services = root.find("services");
    if (services == nullptr) return;
    std::map<std::string, std::string> before;
    for (compose::yaml_entry const& entry : services->value.entries) {
      std::string const key = sort_key(entry.key);
      if (auto const later = before.upper_bound(key); later != before.end()) {
        out.add(entry.where, "`" + entry.key + "` belongs before `" + later->second + "`")
            .field(entry.key)
            .advice("put the services in alphabetical order");
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
    .fixes = fixing::none,
    .check_project = &check,
};

}  // namespace dockverify::rules

// DVC603: the dependencies of a service are not in alphabetical order.
#include <algorithm>
#include <string>
#include <vector>

#include "rules/rule.hpp"
#include "rules/written_order.hpp"
#include "rules/yaml_edit.hpp"
#include "rules/yaml_order.hpp"

namespace dockverify::rules {
namespace {

void check(project_subject const& subject, sink& out) {
  for_each_written_service(subject, [&](compose::yaml_entry const& service) {
    compose::yaml_entry const* needed = service.value.find("depends_on");
    if (needed == nullptr) return;
    std::vector<std::string> names;
    for (compose::yaml_entry const& entry : needed->value.entries) names.push_back(sort_key(entry.key));
    for (compose::yaml_node const& item : needed->value.items) names.push_back(sort_key(item.text));
    if (std::is_sorted(names.begin(), names.end())) return;
    draft& made = out.add(needed->where, "the dependencies of `" + service.key + "` are not in alphabetical order")
                      .field(service.key + ".depends_on")
                      .advice("put them in alphabetical order");
    compose::yaml_node const& all = needed->value;
    reorder(made, subject, all, all.is_map() ? places_of(all.entries) : places_of(all.items), sorted_order(names));
  });
}

}  // namespace

extern rule const depends_on_order;
rule const depends_on_order{
    .id = "DVC603",
    .name = "depends-on-order",
    .dev = level::off,
    .prod = level::off,
    .summary = "The dependencies of a service are not in alphabetical order.",
    .why = "The same order everywhere makes differences visible.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    depends_on: [db, cache]\n"
        "  cache:\n"
        "    image: redis:7.4\n"
        "  db:\n"
        "    image: postgres:16.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    depends_on: [cache, db]\n"
        "  cache:\n"
        "    image: redis:7.4\n"
        "  db:\n"
        "    image: postgres:16.4\n",
    .aliases = {"dclint:service-dependencies-alphabetical-order"},
    .fixes = fixing::safe,
    .check_project = &check,
};

}  // namespace dockverify::rules

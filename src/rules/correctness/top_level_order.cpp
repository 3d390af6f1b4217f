// DVC605: the top-level keys are not in the usual order.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
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

constexpr std::string_view order[] = {"version",  "name",    "include", "services",
                                      "networks", "volumes", "secrets", "configs"};

std::optional<std::pair<std::size_t, std::string>> rank_of(std::string const& key) {
  if (key.starts_with("x-")) return std::pair(std::size_t{0}, key);
  auto const known = std::find(std::begin(order), std::end(order), key);
  if (known == std::end(order)) return std::nullopt;
  return std::pair(static_cast<std::size_t>(known - std::begin(order)) + 1, std::string{});
}

void check(project_subject const& subject, sink& out) {
  for_each_document(subject, [&](compose::yaml_node const& root) {
    // Keys without a place of their own come last.
    std::vector<std::pair<std::size_t, std::string>> ranks;
    for (compose::yaml_entry const& entry : root.entries)
      ranks.push_back(rank_of(entry.key).value_or(std::pair(std::size(order) + 1, std::string{})));
    std::pair<std::size_t, std::string> last;
    for (compose::yaml_entry const& entry : root.entries) {
      auto rank = rank_of(entry.key);
      if (!rank) continue;
      if (*rank < last) {
        draft& made = out.add(entry.where, "`" + entry.key + "` is out of order")
                          .field(entry.key)
                          .advice("order: x-*, version, name, include, services, networks, volumes, secrets, configs");
        reorder(made, subject, root, places_of(root.entries), sorted_order(ranks));
      } else {
        last = std::move(*rank);
      }
    }
  });
}

}  // namespace

extern rule const top_level_order;
rule const top_level_order{
    .id = "DVC605",
    .name = "top-level-order",
    .dev = level::off,
    .prod = level::off,
    .summary = "The top-level keys are not in the usual order.",
    .why = "Readers look for x-*, name, include, services, networks, volumes, secrets, configs in this order.",
    .bad =
        "volumes:\n"
        "  data:\n"
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "volumes:\n"
        "  data:\n",
    .aliases = {"dclint:top-level-properties-order"},
    .fixes = fixing::safe,
    .check_project = &check,
};

}  // namespace dockverify::rules

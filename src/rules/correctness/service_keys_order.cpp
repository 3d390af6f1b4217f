// DVC601: the keys of a service are not in the order of their groups.
#include <algorithm>
#include <cstddef>
#include <iterator>
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

constexpr std::string_view order[] = {
    "image",       "build",    "container_name", "depends_on", "volumes",      "volumes_from", "configs",  "secrets",
    "environment", "env_file", "ports",          "networks",   "network_mode", "extra_hosts",  "command",  "entrypoint",
    "working_dir", "restart",  "healthcheck",    "logging",    "labels",       "user",         "isolation"};

/// Where a key belongs: by its group, then all others by the alphabet.
std::pair<std::size_t, std::string> rank_of(std::string const& key) {
  auto const known = std::find(std::begin(order), std::end(order), key);
  if (known != std::end(order)) return {static_cast<std::size_t>(known - std::begin(order)), {}};
  return {std::size(order), sort_key(key)};
}

void check(project_subject const& subject, sink& out) {
  for_each_written_service(subject, [&](compose::yaml_entry const& service) {
    std::vector<compose::yaml_entry> const own = own_entries(service);
    std::vector<std::pair<std::size_t, std::string>> ranks;
    for (compose::yaml_entry const& entry : own) ranks.push_back(rank_of(entry.key));
    for (std::size_t i = 1; i < own.size(); ++i) {
      if (ranks[i] < ranks[i - 1]) {
        compose::yaml_entry const& entry = own[i];
        draft& made =
            out.add(entry.where, "`" + entry.key + "` of `" + service.key + "` is out of order")
                .field(service.key + "." + entry.key)
                .advice(
                    "order: image, build, container_name; depends_on; volumes, configs, secrets; environment; ports, "
                    "networks; command, restart, healthcheck; logging, labels; user; the rest by the alphabet");
        reorder(made, subject, service.value, places_of(own), sorted_order(ranks));
      }
    }
  });
}

}  // namespace

extern rule const service_keys_order;
rule const service_keys_order{
    .id = "DVC601",
    .name = "service-keys-order",
    .dev = level::off,
    .prod = level::off,
    .summary = "The keys of a service are not in the order of their groups.",
    .why = "The same order in every service makes files quicker to read.",
    .bad =
        "services:\n"
        "  app:\n"
        "    ports: [\"127.0.0.1:8080:80\"]\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports: [\"127.0.0.1:8080:80\"]\n",
    .aliases = {"dclint:service-keys-order"},
    .fixes = fixing::safe,
    .check_project = &check,
};

}  // namespace dockverify::rules

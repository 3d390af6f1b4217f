// DVC112: a proxy and a data store share a network, and the data store is on no internal one.
#include <algorithm>

#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

bool is_proxy(service_subject const& subject) {
  image_facts const* known = has_image(subject) ? facts_of(image_of(subject)) : nullptr;
  return known != nullptr && known->role == image_role::proxy;
}

void check(service_subject const& subject, sink& out) {
  if (!has_image(subject) || !is_data_image(image_of(subject))) return;
  auto const& networks = subject.service->networks;
  bool const isolated = std::any_of(networks.begin(), networks.end(), [&](auto const& use) {
    auto const known = subject.project->project->networks.find(use.first);
    return known != subject.project->project->networks.end() && known->second.internal;
  });
  if (isolated) return;
  for (service_subject const& other : subject.project->services) {
    if (&other == &subject || !is_proxy(other)) continue;
    auto const shared = std::find_if(networks.begin(), networks.end(),
                                     [&](auto const& use) { return other.service->networks.count(use.first) != 0; });
    if (shared == networks.end()) continue;
    out.add(subject.where("networks"), "`" + subject.service->name + "` shares the network `" + shared->first +
                                           "` with the proxy `" + other.service->name + "`")
        .field("networks")
        .advice("put it on a network of its own with `internal: true`, with those that need it");
    return;
  }
}

}  // namespace

extern rule const flat_network;
rule const flat_network{
    .id = "DVC112",
    .name = "flat-network",
    .dev = level::off,
    .prod = level::info,
    .summary = "A proxy and a data store share a network, and the data store is on no internal one.",
    .why =
        "Whoever gets into what faces the outside can then talk to the database directly. With an `internal: true` "
        "network for data only those that need it can.",
    .bad =
        "services:\n"
        "  proxy:\n"
        "    image: nginx:1.27-alpine\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n",
    .good =
        "services:\n"
        "  proxy:\n"
        "    image: nginx:1.27-alpine\n"
        "    networks: [front]\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    networks: [front, data]\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    networks: [data]\n"
        "networks:\n"
        "  front:\n"
        "  data:\n"
        "    internal: true\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

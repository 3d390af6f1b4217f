// What makes a stack docker compose's own: labels, names and the config-hash (compose.md section 2). Every object that
// `up` creates carries the full set, so that compose's ps, logs, stop, up and down see it as theirs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compose/project.hpp"

namespace dockverify::plan {

using string_map = std::map<std::string, std::string>;

/// The config-hash label of a container; `service:` references become the ids in `container_ids`.
/// Empty when a reference has no id yet.
std::string service_hash(compose::service const& s, string_map const& container_ids);
/// True when `label` is the hash of this service in any dialect that is in use.
bool hash_matches(std::string const& label, compose::service const& s, string_map const& container_ids);

/// Services whose containers this one's namespaces or volumes_from refer to.
std::vector<std::string> referred_services(compose::service const& s);

struct container_identity {
  int number = 1;
  std::string hash, image_id;
};
string_map container_labels(compose::project const& p, compose::service const& s, container_identity const& identity);
string_map network_labels(compose::project const& p, compose::network const& n);
string_map volume_labels(compose::project const& p, compose::volume const& v);

}  // namespace dockverify::plan

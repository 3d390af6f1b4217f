#include "plan/identity.hpp"

#include "compose/canonical.hpp"
#include "plan/labels.hpp"

namespace dockverify::plan {
namespace {

constexpr std::string_view service_prefix = "service:";

std::string joined(std::vector<std::string> const& parts) {
  std::string out;
  for (auto const& part : parts) out += (out.empty() ? "" : ",") + part;
  return out;
}

std::string_view condition_name(compose::dependency_condition condition) {
  switch (condition) {
    case compose::dependency_condition::started:
      return "service_started";
    case compose::dependency_condition::healthy:
      return "service_healthy";
    case compose::dependency_condition::completed:
      return "service_completed_successfully";
  }
  return "service_started";
}

std::string dependency_label(compose::service const& s) {
  std::vector<std::string> parts;
  for (auto const& [name, dependency] : s.depends_on)
    parts.push_back(name + ":" + std::string(condition_name(dependency.condition)) + ":" +
                    (dependency.restart ? "true" : "false"));
  return joined(parts);
}

bool resolve(std::string& mode, string_map const& ids) {
  if (mode.rfind(service_prefix, 0) != 0) return true;
  auto const id = ids.find(mode.substr(service_prefix.size()));
  if (id == ids.end()) return false;
  mode = "container:" + id->second;
  return true;
}

/// compose hashes the service after its references have become container ids. The mode of volumes_from is lost there.
bool resolve_references(compose::service& s, string_map const& ids) {
  for (auto& text : s.volumes_from) {
    if (text.rfind("container:", 0) == 0) {
      text.erase(0, 10);
      continue;
    }
    auto const id = ids.find(text.substr(0, text.find(':')));
    if (id == ids.end()) return false;
    text = id->second;
  }
  return resolve(s.network_mode, ids) && resolve(s.ipc, ids) && resolve(s.pid, ids) && resolve(s.uts, ids) &&
         resolve(s.cgroup, ids);
}

std::string hash(compose::service const& s, string_map const& ids, compose::hash_dialect dialect) {
  auto copy = s;
  return resolve_references(copy, ids) ? compose::config_hash(copy, dialect) : std::string();
}

void add(string_map& labels, std::string_view name, std::string value) {
  labels[std::string(name)] = std::move(value);
}

}  // namespace

std::string service_hash(compose::service const& s, string_map const& container_ids) {
  return hash(s, container_ids, compose::hash_dialect::compose_2_40);
}

bool hash_matches(std::string const& label, compose::service const& s, string_map const& container_ids) {
  if (label.empty()) return false;
  return label == hash(s, container_ids, compose::hash_dialect::compose_2_40) ||
         label == hash(s, container_ids, compose::hash_dialect::compose_5);
}

std::vector<std::string> referred_services(compose::service const& s) {
  std::vector<std::string> out;
  for (auto const* mode : {&s.network_mode, &s.ipc, &s.pid, &s.uts, &s.cgroup})
    if (mode->rfind(service_prefix, 0) == 0) out.push_back(mode->substr(service_prefix.size()));
  for (auto const& text : s.volumes_from)
    if (text.rfind("container:", 0) != 0) out.push_back(text.substr(0, text.find(':')));
  return out;
}

string_map container_labels(compose::project const& p, compose::service const& s, container_identity const& identity) {
  auto labels = s.labels;
  add(labels, label::project, p.name);
  add(labels, label::service, s.name);
  add(labels, label::version, std::string(label::written_version));
  add(labels, label::config_hash, identity.hash);
  add(labels, label::container_number, std::to_string(identity.number));
  add(labels, label::one_off, "False");
  add(labels, label::image, identity.image_id);
  add(labels, label::depends_on, dependency_label(s));
  add(labels, label::working_dir, p.directory);
  add(labels, label::config_files, joined(p.files));
  if (!p.env_files.empty()) add(labels, label::environment_file, joined(p.env_files));
  return labels;
}

string_map network_labels(compose::project const& p, compose::network const& n) {
  auto labels = n.labels;
  add(labels, label::project, p.name);
  add(labels, label::network, n.key);
  add(labels, label::version, std::string(label::written_version));
  add(labels, label::config_hash, compose::config_hash(n));
  return labels;
}

string_map volume_labels(compose::project const& p, compose::volume const& v) {
  auto labels = v.labels;
  add(labels, label::project, p.name);
  add(labels, label::volume, v.key);
  add(labels, label::version, std::string(label::written_version));
  add(labels, label::config_hash, compose::config_hash(v));
  return labels;
}

}  // namespace dockverify::plan

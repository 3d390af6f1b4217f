// Prints the model through the attribute rows, and hashes it as compose does.
#include "compose/canonical.hpp"

#include "compose/digest.hpp"
#include "compose/families.hpp"
#include "compose/go_json.hpp"

namespace dockverify::compose {

namespace {

void double_dollars(std::string& text) {
  for (std::size_t i = text.find('$'); i != std::string::npos; i = text.find('$', i + 2)) text.insert(i, 1, '$');
}

/// compose doubles every `$` of what it prints, keys included, so that the output can be read again.
ordered_json doubled(ordered_json const& json) {
  if (json.is_string()) {
    std::string text = json.get<std::string>();
    double_dollars(text);
    return text;
  }
  if (json.is_array()) {
    ordered_json list = ordered_json::array();
    for (ordered_json const& item : json) list.push_back(doubled(item));
    return list;
  }
  if (!json.is_object()) return json;
  ordered_json object = ordered_json::object();
  for (auto const& [key, value] : json.items()) {
    std::string name = key;
    double_dollars(name);
    put(object, name, doubled(value));
  }
  return object;
}

template <class Value>
void add_section(printer& out, char const* name, std::map<std::string, Value> const& values, attributes<Value> rows) {
  if (values.empty()) return;
  ordered_json section = ordered_json::object();
  for (auto const& [key, value] : values) put(section, key, write_object(rows, value, out.view));
  put_mapping(out, name, std::move(section));
}

}  // namespace

ordered_json date_json(std::string_view text) {
  return ordered_json::binary(std::vector<std::uint8_t>(text.begin(), text.end()));
}
std::string date_text(ordered_json const& date) {
  return std::string(date.get_binary().begin(), date.get_binary().end());
}

ordered_json canonical(service const& s) {
  return write_object(service_rows(), s, model_view::json);
}
ordered_json canonical(network const& n) {
  return write_object(network_rows(), n, model_view::json);
}
ordered_json canonical(volume const& v) {
  return write_object(volume_rows(), v, model_view::json);
}

ordered_json canonical(project const& p, model_view view) {
  printer out{view};
  // A content that comes from the environment is not printed, its variable is.
  std::map<std::string, file_object> configs = p.configs;
  for (auto& [key, config] : configs) {
    if (config.environment) config.content.reset();
  }
  auto const services = [&] {
    add_section(out, "services", p.services, service_rows());
    if (p.services.empty()) put(out, "services", ordered_json::object());
  };
  if (view == model_view::json) {
    add_section(out, "configs", configs, config_rows());
    put(out, "name", p.name);
    add_section(out, "networks", p.networks, network_rows());
    add_section(out, "secrets", p.secrets, secret_rows());
    services();
    add_section(out, "volumes", p.volumes, volume_rows());
    for (auto const& [key, value] : p.extensions.items()) put(out, key, value);
  } else {
    put(out, "name", p.name);
    services();
    add_section(out, "networks", p.networks, network_rows());
    add_section(out, "volumes", p.volumes, volume_rows());
    add_section(out, "secrets", p.secrets, secret_rows());
    add_section(out, "configs", configs, config_rows());
    add_section(out, "models", p.models, model_rows());
    put_extensions(out, p.extensions);
  }
  return doubled(out.object);
}

std::string config_hash(service const& s, hash_dialect dialect) {
  service hashed = s;
  hashed.build.reset();
  hashed.pull_policy.clear();
  hashed.scale.reset();
  if (hashed.deploy) hashed.deploy->replicas.reset();
  hashed.depends_on.clear();
  hashed.profiles.clear();
  ordered_json json = canonical(hashed);
  if (dialect == hash_dialect::compose_5 && json.contains("volumes")) {
    for (std::size_t i = 0; i < hashed.volumes.size(); ++i) {
      volume_mount const& mount = hashed.volumes[i];
      if (!mount.bind) continue;
      ordered_json& bind = json["volumes"][i]["bind"];
      bind.erase("create_host_path");
      if (mount.bind->create_host_path || !mount.bind->create_host_path_declared) continue;
      ordered_json const recursive = bind.value("recursive", ordered_json());
      bind.erase("recursive");
      put(bind, "create_host_path", false);
      if (!recursive.is_null()) put(bind, "recursive", recursive);
    }
  }
  return sha256_hex(go_json(json));
}

std::string config_hash(network const& n) {
  return sha256_hex(go_json(canonical(n)));
}

std::string config_hash(volume const& v) {
  volume hashed = v;
  if (hashed.driver.empty()) hashed.driver = "local";
  return sha256_hex(go_json(canonical(hashed)));
}

}  // namespace dockverify::compose

// Published and exposed ports. A binding without the exposed port is ignored by the engine, so both are always sent
// together (engine-api.md section 7).
#include <set>

#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {
namespace {

std::string port_key(compose::port const& p) {
  return std::to_string(p.target) + "/" + (p.protocol.empty() ? "tcp" : p.protocol);
}

/// "8080", "53/udp" or "8000-8002" as port keys.
std::vector<std::string> exposed_keys(std::string const& text) {
  auto const slash = text.find('/');
  auto const protocol = slash == std::string::npos ? std::string("tcp") : text.substr(slash + 1);
  auto const range = text.substr(0, slash);
  auto const dash = range.find('-');
  if (dash == std::string::npos) return {range + "/" + protocol};
  auto const first = std::strtoul(range.c_str(), nullptr, 10);
  auto const last = std::strtoul(range.c_str() + dash + 1, nullptr, 10);
  std::vector<std::string> out;
  for (auto port = first; port <= last && port <= 65535; ++port) out.push_back(std::to_string(port) + "/" + protocol);
  return out;
}

std::set<std::string> exposed(compose::service const& s) {
  std::set<std::string> out;
  for (auto const& p : s.ports) out.insert(port_key(p));
  for (auto const& text : s.expose)
    for (auto const& key : exposed_keys(text)) out.insert(key);
  return out;
}

json declared_exposed(compose::service const& s, context const&) {
  json out = json::object();
  for (auto const& key : exposed(s)) out[key] = json::object();
  return out.empty() ? json() : out;
}

json expected_exposed(compose::service const& s, context const& c) {
  auto keys = exposed(s);
  auto const& image = at_path(c.image_config, "ExposedPorts");
  if (image.is_object())
    for (auto const& [key, unused] : image.items())
      keys.insert(key.find('/') == std::string::npos ? key + "/tcp" : key);
  return keys.empty() ? json() : json(keys);
}

json live_exposed(json const& inspect, context const&) {
  std::set<std::string> keys;
  auto const& ports = at_path(inspect, "Config.ExposedPorts");
  if (ports.is_object())
    for (auto const& [key, unused] : ports.items()) keys.insert(key);
  return keys.empty() ? json() : json(keys);
}

json declared_bindings(compose::service const& s, context const&) {
  json out = json::object();
  for (auto const& p : s.ports) out[port_key(p)].push_back({{"HostIp", p.host_ip}, {"HostPort", p.published}});
  return out.empty() ? json() : out;
}

/// "127.0.0.1:8080->80/tcp" a binding; an address left out is every address of both families.
json binding_list(json const& value, context const& c) {
  json out = json::array();
  if (!value.is_object()) return {};
  for (auto const& [key, bindings] : value.items()) {
    if (!bindings.is_array()) continue;
    for (auto const& binding : bindings) {
      auto const port = string_at(binding, "HostPort");
      out.push_back(string_at(binding, "HostIp") + ":" + (port == "0" ? "" : port) + "->" + key);
    }
  }
  return sorted_list(out, c);
}

constexpr row rows[] = {
    {.key = "ports",
     .field = "HostConfig.PortBindings",
     .group = aspect::ports,
     .level = severity::error,
     .rule = "DVR047",
     .documentation = "ports published on the host with their bind addresses",
     .declare = declared_bindings,
     .normalise = binding_list},
    {.key = "expose",
     .field = "Config.ExposedPorts",
     .group = aspect::ports,
     .level = severity::info,
     .rule = "DVR047",
     .documentation = "ports the container offers to its networks, published ones included, over the image's",
     .declare = declared_exposed,
     .expect = expected_exposed,
     .read = live_exposed},
};

}  // namespace

std::span<row const> port_rows() {
  return rows;
}

}  // namespace dockverify::mapping

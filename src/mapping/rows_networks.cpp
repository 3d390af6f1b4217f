// Networks: attachments with aliases and fixed addresses, name resolution, links. NetworkMode alone does not tell the
// networks in use, so attachments are compared by NetworkSettings.Networks (engine-api.md section 7).
#include <set>

#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {

std::string container_name(compose::project const& p, compose::service const& s, int number) {
  return s.container_name.empty() ? p.name + "-" + s.name + "-" + std::to_string(number) : s.container_name;
}

namespace {

/// A link gives a target three names; links of other containers give the one that is written.
json link_list(compose::service const& s, context const& c) {
  json out = json::array();
  for (auto const& link : s.links) {
    auto const colon = link.find(':');
    auto const target = c.project->services.find(link.substr(0, colon));
    if (target == c.project->services.end()) continue;
    auto const alias = colon == std::string::npos ? target->first : link.substr(colon + 1);
    for (int number = 1; number <= target->second.replicas(); ++number) {
      auto const name = container_name(*c.project, target->second, number);
      out.push_back(name + ":" + alias);
      out.push_back(name + ":" + target->first + "-" + std::to_string(number));
      out.push_back(name + ":" + c.project->name + "-" + target->first + "-" + std::to_string(number));
    }
  }
  for (auto const& link : s.external_links) {
    auto const colon = link.find(':');
    out.push_back(link.substr(0, colon) + ":" + (colon == std::string::npos ? link : link.substr(colon + 1)));
  }
  return out;
}

json endpoint_settings(compose::service const& s, compose::service_network const& n, json const& links, bool primary,
                       context const& c) {
  std::vector<std::string> aliases{c.container_name, s.name};
  aliases.insert(aliases.end(), n.aliases.begin(), n.aliases.end());
  json out{{"Aliases", std::move(aliases)}};
  if (!links.empty()) out["Links"] = links;
  json ipam = json::object();
  if (!n.ipv4_address.empty()) ipam["IPv4Address"] = n.ipv4_address;
  if (!n.ipv6_address.empty()) ipam["IPv6Address"] = n.ipv6_address;
  if (!n.link_local_ips.empty()) ipam["LinkLocalIPs"] = n.link_local_ips;
  if (!ipam.empty()) out["IPAMConfig"] = std::move(ipam);
  auto driver_opts = n.driver_opts;
  if (!n.interface_name.empty() && c.api_minor >= 49)
    driver_opts["com.docker.network.endpoint.ifname"] = n.interface_name;
  if (!driver_opts.empty()) out["DriverOpts"] = driver_opts;
  if (n.gw_priority != 0 && c.api_minor >= 48) out["GwPriority"] = n.gw_priority;
  auto const& mac = !n.mac_address.empty() || !primary ? n.mac_address : s.mac_address;
  if (!mac.empty() && c.api_minor >= 44) out["MacAddress"] = mac;
  return out;
}

}  // namespace

std::vector<endpoint_config> endpoints(compose::service const& s, context const& c) {
  std::vector<endpoint_config> out;
  if (!s.network_mode.empty()) return out;
  std::vector<std::pair<std::string, compose::service_network const*>> ordered;
  for (auto const& [key, settings] : s.networks) ordered.emplace_back(key, &settings);
  std::sort(ordered.begin(), ordered.end(), [](auto const& a, auto const& b) {
    return std::pair(-a.second->priority, a.first) < std::pair(-b.second->priority, b.first);
  });
  auto const links = link_list(s, c);
  for (auto const& [key, settings] : ordered) {
    auto const declared = c.project->networks.find(key);
    auto const& name = declared == c.project->networks.end() ? key : declared->second.name;
    out.push_back({name, key, endpoint_settings(s, *settings, links, out.empty(), c)});
  }
  return out;
}

namespace {

json network_mode(compose::service const& s, context const& c) {
  if (!s.network_mode.empty()) return namespace_mode(s.network_mode, c);
  auto const all = endpoints(s, c);
  return all.empty() ? json("none") : json(all.front().network);
}

void put_networks(compose::service const& s, context const& c, json& request) {
  auto all = endpoints(s, c);
  // Before API 1.44 the engine takes one endpoint at create; the others are connected before the start.
  if (c.api_minor < 44 && all.size() > 1) all.resize(1);
  for (auto& endpoint : all)
    request["NetworkingConfig"]["EndpointsConfig"][endpoint.network] = std::move(endpoint.config);
}

/// {network: {aliases, ipv4, ipv6}}; `engine_names` are names that the engine gives by itself.
json attachment(std::vector<std::string> aliases, json const& ipam, std::vector<std::string> engine_names) {
  std::set<std::string> const unique(aliases.begin(), aliases.end());
  json out{{"aliases", unique}};
  for (auto const& [key, field] : {std::pair{"ipv4", "IPv4Address"}, std::pair{"ipv6", "IPv6Address"}})
    if (auto address = string_at(ipam, field); !address.empty()) out[key] = address;
  if (!engine_names.empty()) out["engine_names"] = std::move(engine_names);
  return out;
}

json expected_networks(compose::service const& s, context const& c) {
  json out = json::object();
  auto const& mode = s.network_mode;
  if (mode == "host" || mode == "none" || mode == "bridge" || mode == "default")
    out[mode == "default" ? "bridge" : mode] = attachment({}, {}, {});
  else if (mode.empty())
    for (auto const& endpoint : endpoints(s, c))
      out[endpoint.network] =
          attachment(strings_at(endpoint.config, "Aliases"), at_path(endpoint.config, "IPAMConfig"), {});
  else if (mode.find(':') == std::string::npos)
    out[mode] = attachment({}, {}, {});
  if (mode.empty() && out.empty()) out["none"] = attachment({}, {}, {});
  return out;
}

json live_networks(json const& inspect, context const&) {
  json out = json::object();
  auto const& networks = at_path(inspect, "NetworkSettings.Networks");
  if (!networks.is_object()) return out;
  std::vector<std::string> engine_names{string_at(inspect, "Id").substr(0, 12), string_at(inspect, "Config.Hostname")};
  for (auto const& [name, settings] : networks.items())
    out[name] = attachment(strings_at(settings, "Aliases"), at_path(settings, "IPAMConfig"), engine_names);
  return out;
}

/// Engines before API 1.45 list the short id and the host name among the aliases; where they are not declared they are
/// no difference.
void drop_engine_names(json& expected, json& actual) {
  for (auto& [name, live] : actual.items()) {
    auto const own = strings_at(live, "engine_names");
    live.erase("engine_names");
    auto const declared = expected.contains(name) ? strings_at(expected[name], "aliases") : std::vector<std::string>();
    json kept = json::array();
    for (auto const& alias : strings_at(live, "aliases")) {
      bool const wanted = std::find(declared.begin(), declared.end(), alias) != declared.end();
      if (wanted || std::find(own.begin(), own.end(), alias) == own.end()) kept.push_back(alias);
    }
    live["aliases"] = std::move(kept);
  }
}

json declared_hosts(compose::service const& s, context const&) {
  json out = json::array();
  for (auto const& [host, addresses] : s.extra_hosts)
    for (auto const& address : addresses) out.push_back(host + ":" + address);
  return out.empty() ? json() : out;
}

constexpr row rows[] = {
    {.key = "network_mode",
     .field = "HostConfig.NetworkMode",
     .group = aspect::networks,
     .level = severity::error,
     .rule = "DVR046",
     .documentation = "primary network, or host, none, bridge, service:x; attachments are compared by networks",
     .declare = network_mode,
     .expect =
         [](compose::service const& s, context const& c) {
           return s.network_mode.empty() ? no_statement() : json(namespace_mode(s.network_mode, c));
         }},
    {.key = "networks",
     .field = "NetworkingConfig.EndpointsConfig",
     .inspect_field = "NetworkSettings.Networks",
     .group = aspect::networks,
     .level = severity::error,
     .live_mutable = true,
     .rule = "DVR046",
     .documentation = "attachments with aliases (container name, service name, declared ones) and fixed addresses",
     .put = put_networks,
     .expect = expected_networks,
     .read = live_networks,
     .reconcile = drop_engine_names},
    {.key = "mac_address",
     .field = "Config.MacAddress",
     .group = aspect::networks,
     .level = severity::warning,
     .rule = "DVR046",
     .documentation = "MAC address on the primary network; from API 1.44 on part of its endpoint",
     .declare = [](compose::service const& s,
                   context const& c) { return c.api_minor < 44 ? text_or_null(s.mac_address) : json(); },
     .expect = [](compose::service const&, context const&) { return no_statement(); }},
    {.key = "extra_hosts",
     .field = "HostConfig.ExtraHosts",
     .group = aspect::networks,
     .level = severity::warning,
     .rule = "DVR046",
     .documentation = "additional lines of /etc/hosts",
     .declare = declared_hosts,
     .normalise = sorted_list},
    {.key = "dns",
     .field = "HostConfig.Dns",
     .group = aspect::networks,
     .level = severity::warning,
     .rule = "DVR046",
     .documentation = "name servers",
     .declare = [](compose::service const& s, context const&) { return list_or_null(s.dns); }},
    {.key = "dns_search",
     .field = "HostConfig.DnsSearch",
     .group = aspect::networks,
     .level = severity::warning,
     .rule = "DVR046",
     .documentation = "search domains",
     .declare = [](compose::service const& s, context const&) { return list_or_null(s.dns_search); }},
    {.key = "dns_opt",
     .field = "HostConfig.DnsOptions",
     .group = aspect::networks,
     .level = severity::warning,
     .rule = "DVR046",
     .documentation = "resolver options",
     .declare = [](compose::service const& s, context const&) { return list_or_null(s.dns_opt); }},
};

}  // namespace

std::span<row const> network_rows() {
  return rows;
}

}  // namespace dockverify::mapping

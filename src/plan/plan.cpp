#include "plan/plan.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>

#include "compose/canonical.hpp"
#include "mapping/row.hpp"
#include "mapping/values.hpp"
#include "plan/identity.hpp"
#include "plan/labels.hpp"

namespace dockverify::plan {

using observe::at_path;
using observe::json;

std::string_view to_string(container_action action) noexcept {
  constexpr std::array<std::string_view, 5> names{"unchanged", "start", "restart", "create", "recreate"};
  return names[static_cast<std::size_t>(action)];
}

bool steps::empty() const noexcept {
  return std::all_of(networks.begin(), networks.end(),
                     [](auto const& n) { return n.action == network_action::keep; }) &&
         std::all_of(volumes.begin(), volumes.end(), [](auto const& v) { return v.action == volume_action::keep; }) &&
         std::all_of(containers.begin(), containers.end(),
                     [](auto const& c) { return c.action == container_action::keep && !c.rename; }) &&
         scale_down.empty();
}

int api_minor(std::string const& api_version) {
  auto const dot = api_version.find('.');
  return dot == std::string::npos ? 0 : std::atoi(api_version.c_str() + dot + 1);
}

std::vector<std::string> selected_services(compose::project const& p, std::vector<std::string> const& named) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  std::function<void(std::string const&)> const visit = [&](std::string const& name) {
    auto const service = p.services.find(name);
    if (service == p.services.end() || !seen.insert(name).second) return;
    for (auto const& [dependency, unused] : service->second.depends_on) visit(dependency);
    for (auto const& referred : referred_services(service->second)) visit(referred);
    out.push_back(name);
  };
  if (named.empty())
    for (auto const& [name, unused] : p.services) visit(name);
  for (auto const& name : named) visit(name);
  return out;
}

json network_request(compose::project const& p, compose::network const& n) {
  json out{{"Name", n.name}, {"CheckDuplicate", true}, {"Labels", network_labels(p, n)}};
  if (!n.driver.empty()) out["Driver"] = n.driver;
  if (!n.driver_opts.empty()) out["Options"] = n.driver_opts;
  if (n.internal) out["Internal"] = true;
  if (n.attachable) out["Attachable"] = true;
  if (n.enable_ipv4) out["EnableIPv4"] = *n.enable_ipv4;
  if (n.enable_ipv6) out["EnableIPv6"] = *n.enable_ipv6;
  if (n.ipam_driver.empty() && n.ipam_config.empty()) return out;
  json ipam{{"Driver", n.ipam_driver.empty() ? "default" : n.ipam_driver}, {"Config", json::array()}};
  for (auto const& pool : n.ipam_config) {
    json config = json::object();
    if (!pool.subnet.empty()) config["Subnet"] = pool.subnet;
    if (!pool.gateway.empty()) config["Gateway"] = pool.gateway;
    if (!pool.ip_range.empty()) config["IPRange"] = pool.ip_range;
    if (!pool.aux_addresses.empty()) config["AuxiliaryAddresses"] = pool.aux_addresses;
    ipam["Config"].push_back(std::move(config));
  }
  out["IPAM"] = std::move(ipam);
  return out;
}

json volume_request(compose::project const& p, compose::volume const& v) {
  return {{"Name", v.name},
          {"Driver", v.driver.empty() ? "local" : v.driver},
          {"DriverOpts", v.driver_opts},
          {"Labels", volume_labels(p, v)}};
}

namespace {

bool mounts_volume(compose::service const& s, std::string const& key) {
  return std::any_of(s.volumes.begin(), s.volumes.end(),
                     [&key](auto const& m) { return m.type == "volume" && m.source == key; });
}

std::string label_of(std::map<std::string, std::string> const& labels, std::string_view name) {
  auto const found = labels.find(std::string(name));
  return found == labels.end() ? std::string() : found->second;
}

class planner {
 public:
  planner(compose::project const& p, observe::live_stack const& live, options const& o)
      : project_(p), live_(live), options_(o) {}

  steps make() {
    auto const services = selected_services(project_, options_.services);
    plan_networks(services);
    plan_volumes(services);
    for (auto const& name : services) plan_service(project_.services.at(name));
    restart_dependents();
    find_orphans();
    return std::move(out_);
  }

 private:
  void plan_networks(std::vector<std::string> const& services) {
    std::set<std::string> used;
    for (auto const& name : services)
      for (auto const& [key, unused] : project_.services.at(name).networks) used.insert(key);
    for (auto const& key : used) {
      auto const declared = project_.networks.find(key);
      if (declared == project_.networks.end()) continue;
      plan_network(declared->second);
    }
  }

  void plan_network(compose::network const& n) {
    auto const* live = live_.network_by_name(n.name);
    if (n.external) {
      if (live == nullptr)
        out_.problems.push_back(
            {"network-missing", "network " + n.name + " is declared as external, but the engine does not have it",
             "create it (docker network create " + n.name + ") or remove `external: true`", n.marks.find("external")});
      out_.networks.push_back({n.key, n.name, network_action::keep});
      return;
    }
    if (live == nullptr) {
      out_.networks.push_back({n.key, n.name, network_action::create});
      return;
    }
    auto const owner = label_of(live->labels, label::project);
    if (owner != project_.name) {
      out_.warnings.push_back("network " + n.name + " exists but was not created for project " + project_.name +
                              "; it is used as it is (declare it `external: true` to say so)");
    } else if (label_of(live->labels, label::network) != n.key) {
      out_.problems.push_back({"network-label",
                               "network " + n.name + " has the label com.docker.compose.network=" +
                                   label_of(live->labels, label::network) + ", not " + n.key,
                               "remove the network, or give this one another `name:`", n.marks.find("")});
    } else if (auto const hash = label_of(live->labels, label::config_hash);
               !hash.empty() && hash != compose::config_hash(n)) {
      out_.networks.push_back({n.key, n.name, network_action::replace});
      replaced_networks_.insert(n.key);
      return;
    }
    out_.networks.push_back({n.key, n.name, network_action::keep});
  }

  void plan_volumes(std::vector<std::string> const& services) {
    for (auto const& [key, v] : project_.volumes) {
      bool const used = std::any_of(services.begin(), services.end(),
                                    [&](auto const& name) { return mounts_volume(project_.services.at(name), key); });
      if (used) plan_volume(v);
    }
  }

  void plan_volume(compose::volume const& v) {
    auto const* live = live_.volume_by_name(v.name);
    if (v.external && live == nullptr)
      out_.problems.push_back(
          {"volume-missing", "volume " + v.name + " is declared as external, but the engine does not have it",
           "create it (docker volume create " + v.name + ") or remove `external: true`", v.marks.find("external")});
    if (!v.external && live != nullptr && live->labels.contains(std::string(label::config_hash)) &&
        live->config_hash != compose::config_hash(v))
      out_.warnings.push_back("volume " + v.name +
                              " was created from another declaration; its data is kept and the new declaration is "
                              "not applied (remove the volume to apply it)");
    out_.volumes.push_back(
        {v.key, v.name, v.external || live != nullptr ? volume_action::keep : volume_action::create});
  }

  void plan_service(compose::service const& s) {
    auto existing = without_leftovers(s);
    auto const wanted = s.replicas();
    // As compose does: the highest numbers go first when there are too many, new ones get the next free number at the
    // top.
    while (static_cast<std::int64_t>(existing.size()) > wanted) {
      auto const* last = existing.back();
      out_.scale_down.push_back({last->id, last->name, s.name});
      existing.pop_back();
    }
    int highest = 0;
    std::string first_id;
    bool settled = true;  // the first container's id is known now and stays
    for (auto const* container : existing) {
      highest = std::max(highest, container->number);
      auto step = plan_existing(s, *container);
      if (container == existing.front()) {
        first_id = container->id;
        settled = step.action != container_action::recreate;
      }
      out_.containers.push_back(std::move(step));
    }
    for (auto missing = wanted - static_cast<std::int64_t>(existing.size()); missing > 0; --missing) {
      ++highest;
      container_step step;
      step.service = s.name;
      step.number = highest;
      step.name = mapping::container_name(project_, s, highest);
      step.action = container_action::create;
      out_.containers.push_back(std::move(step));
    }
    if (!first_id.empty() && settled) ids_[s.name] = first_id;
  }

  /// "0123456789ab_shop-api-1": how a replacement is called until the old container is gone.
  [[nodiscard]] bool has_temporary_name(compose::service const& s, observe::live_container const& live) const {
    constexpr std::size_t id_length = 12;
    auto const& name = live.name;
    return name.size() > id_length + 1 && name[id_length] == '_' &&
           name.find_first_not_of("0123456789abcdef") == id_length &&
           name.substr(id_length + 1) == mapping::container_name(project_, s, live.number);
  }

  /// A run that was stopped in the middle of a replacement leaves the new container beside the old one: the old one is
  /// replaced anew.
  std::vector<observe::live_container const*> without_leftovers(compose::service const& s) {
    auto const all = live_.of_service(s.name);
    std::vector<observe::live_container const*> out;
    for (auto const* container : all) {
      bool const twin = std::any_of(all.begin(), all.end(), [container](auto const* other) {
        return other != container && other->number == container->number;
      });
      if (twin && has_temporary_name(s, *container))
        out_.scale_down.push_back({container->id, container->name, s.name});
      else
        out.push_back(container);
    }
    return out;
  }

  container_step plan_existing(compose::service const& s, observe::live_container const& live) {
    container_step step;
    step.service = s.name;
    step.number = live.number;
    step.name = live.name;
    step.existing_id = live.id;
    step.changes = changes_of(s, live);
    if (!step.changes.empty()) {
      step.action = container_action::recreate;
      step.name = mapping::container_name(project_, s, live.number);
    } else if (has_temporary_name(s, live)) {
      step.rename = true;
      step.name = mapping::container_name(project_, s, live.number);
    }
    if (step.changes.empty() && live.status() != "running" && live.status() != "restarting") {
      step.action = container_action::start;
    }
    return step;
  }

  mapping::context context_of(observe::live_container const& live) const {
    mapping::context c;
    c.project = &project_;
    c.container_name = live.name;
    c.api_minor = api_minor(live_.engine.api_version);
    c.container_ids = ids_;
    // What is inherited comes from the image the container was made of, also when the tag names another one now.
    if (auto const* own = live_.image_by_id(live.image_id); own != nullptr)
      c.image_config = at_path(own->inspect, "Config");
    return c;
  }

  std::vector<change> changes_of(compose::service const& s, observe::live_container const& live) const {
    std::vector<change> out;
    if (options_.force_recreate) out.push_back({"--force-recreate", {}, {}, {}});
    for (auto const& [key, unused] : s.networks)
      if (replaced_networks_.contains(key))
        out.push_back({"networks." + key, "another declaration", "replaced", s.where("networks." + key)});
    for (auto const& referred : referred_services(s))
      if (!ids_.contains(referred)) out.push_back({"container of " + referred, "replaced", "new", s.where("")});

    auto const image = live_.images.find(mapping::image_reference(project_, s));
    auto const image_label = label_of(live.labels, label::image);
    bool const image_changed = image != live_.images.end() && image_label != image->second.id;
    if (image_changed)
      out.push_back({"image", image_label.empty() ? "unknown" : image_label, image->second.id, s.where("image")});

    auto const differences = mapping::compare(s, context_of(live), live.inspect);
    bool const hash_differs = out.empty() && !hash_matches(live.config_hash, s, ids_);
    if (hash_differs || image_changed)
      for (auto const& d : differences) out.push_back(change_of(s, d));
    if (hash_differs && out.empty()) {
      auto const version = label_of(live.labels, label::version);
      out.push_back(
          {"config-hash", live.config_hash.empty() ? "none" : "of compose " + version, "of this file", s.where("")});
    }
    if (out.empty()) add_lost_attachments(s, live, out);
    return out;
  }

  static change change_of(compose::service const& s, mapping::difference const& d) {
    return {std::string(d.which->key), mapping::display(*d.which, d.actual), mapping::display(*d.which, d.expected),
            mapping::place_of(*d.which, s)};
  }

  /// What compose compares of a live container beside its labels: networks of a running one, and named volumes.
  void add_lost_attachments(compose::service const& s, observe::live_container const& live,
                            std::vector<change>& out) const {
    auto const& attached = at_path(live.inspect, "NetworkSettings.Networks");
    if (live.status() == "running")
      for (auto const& [key, unused] : s.networks) {
        auto const declared = project_.networks.find(key);
        if (declared == project_.networks.end()) continue;
        auto const* network = live_.network_by_name(declared->second.name);
        bool const there = attached.is_object() && attached.contains(declared->second.name) && network != nullptr &&
                           mapping::string_at(attached[declared->second.name], "NetworkID") == network->id;
        if (!there)
          out.push_back({"networks." + key, "not attached", declared->second.name, s.where("networks." + key)});
      }
    auto const& mounts = at_path(live.inspect, "Mounts");
    for (auto const& m : s.volumes) {
      auto const declared = project_.volumes.find(m.source);
      if (m.type != "volume" || declared == project_.volumes.end()) continue;
      bool there = false;
      if (mounts.is_array())
        for (auto const& mount : mounts) there = there || mapping::string_at(mount, "Name") == declared->second.name;
      if (!there) out.push_back({"volumes", "not mounted", declared->second.name, s.where("volumes")});
    }
  }

  /// `restart: true` on a dependency that is replaced: the dependent is restarted, as compose does.
  void restart_dependents() {
    std::set<std::string> replaced;
    for (auto const& step : out_.containers)
      if (step.action == container_action::recreate) replaced.insert(step.service);
    for (auto& step : out_.containers) {
      if (step.action != container_action::keep) continue;
      for (auto const& [name, dependency] : project_.services.at(step.service).depends_on)
        if (dependency.restart && replaced.contains(name)) step.action = container_action::restart;
    }
  }

  void find_orphans() {
    for (auto const& container : live_.containers) {
      bool const known =
          project_.services.contains(container.service) || project_.disabled_services.contains(container.service);
      if (!known && !container.one_off) out_.orphans.push_back({container.id, container.name, container.service});
    }
  }

  compose::project const& project_;
  observe::live_stack const& live_;
  options const& options_;
  steps out_;
  string_map ids_;  // of each service's first container, where it stays
  std::set<std::string> replaced_networks_;
};

}  // namespace

steps make(compose::project const& p, observe::live_stack const& live, options const& o) {
  return planner(p, live, o).make();
}

}  // namespace dockverify::plan

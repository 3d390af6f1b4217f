// Attachments of containers, told apart: a lost alias breaks name resolution in silence, a foreign network opens a way
// in. And the networks themselves: whether they are isolated as the file says.
#include <algorithm>

#include "drift/judge.hpp"

namespace dockverify::drift {

namespace {

using observe::json;

constexpr std::string_view attachments_field = "NetworkSettings.Networks";

std::string joined(std::vector<std::string> const& texts) {
  std::string out;
  for (auto const& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out.empty() ? "none" : out;
}

std::vector<std::string> without(std::vector<std::string> const& all, std::vector<std::string> const& taken) {
  std::vector<std::string> left;
  for (auto const& entry : all) {
    if (std::find(taken.begin(), taken.end(), entry) == taken.end()) left.push_back(entry);
  }
  return left;
}

std::string key_of(subject const& s, std::string const& network) {
  for (auto const& [key, declared] : s.project->networks) {
    if (declared.name == network) return key;
  }
  return network;
}

source_span place_of(subject const& s, std::string const& network) {
  return s.service->where("networks." + key_of(s, network));
}

finding begin_attachment(subject const& s, std::string const& network, severity level, std::string message) {
  auto f = begin(s, "DVR046", level, std::move(message));
  f.how = classify(s, true, true);
  f.where = place_of(s, network);
  f.field = std::string(attachments_field) + "." + network;
  return f;
}

/// From the network's own side: only running endpoints are listed there.
void add_network_side(finding& f, subject const& s, std::string const& network) {
  auto const* live = s.live->network_by_name(network);
  if (live == nullptr || !s.container->running()) return;
  bool const listed = observe::at_key(observe::at_key(live->inspect, "Containers"), s.container->id).is_object();
  add_effective(f, "GET /networks/{id} Containers", listed ? "the container is listed" : "the container is not listed");
}

void missing(subject const& s, std::string const& network, tally& t) {
  auto f = begin_attachment(s, network, severity::error, "not attached to the network " + network);
  f.expected = "attached to " + network;
  f.actual = "not attached";
  add_declared(f, f.where, "networks", network);
  add_configured(f, f.field, "absent");
  add_network_side(f, s, network);
  f.fix = connect_command(s, network, false);
  t.fail(std::move(f));
}

void extra(subject const& s, std::string const& network, tally& t) {
  auto f = begin_attachment(s, network, severity::warning,
                            "attached to the network " + network + ", which the file does not declare");
  f.where = s.service->where("networks");
  f.expected = "not attached to " + network;
  f.actual = "attached";
  add_configured(f, f.field, "present");
  add_network_side(f, s, network);
  f.fix = "docker network disconnect " + quoted(network) + " " + quoted(s.container->name);
  t.fail(std::move(f));
}

void compare_aliases(subject const& s, std::string const& network, json const& expected, json const& actual, tally& t) {
  auto const declared = observe::texts_of(observe::at_key(expected, "aliases"));
  auto const live = observe::texts_of(observe::at_key(actual, "aliases"));
  auto const lost = without(declared, live);
  auto const added = without(live, declared);
  if (lost.empty() && added.empty()) return t.pass();
  auto f = begin_attachment(
      s, network, lost.empty() ? severity::info : severity::error,
      lost.empty() ? "has further aliases on the network " + network + ": " + joined(added)
                   : "lost aliases on the network " + network + ": " + joined(lost) + " no longer resolve there");
  f.field += ".Aliases";
  f.expected = joined(declared);
  f.actual = joined(live);
  add_declared(f, s.service->where("networks." + key_of(s, network) + ".aliases"), "networks", *f.expected);
  add_configured(f, f.field, *f.actual);
  auto const& names =
      observe::at_path(observe::at_key(observe::at_path(s.container->inspect, attachments_field), network), "DNSNames");
  if (names.is_array()) {
    add_effective(f, "GET /containers/{id}/json " + std::string(attachments_field) + "." + network + ".DNSNames",
                  joined(observe::texts_of(names)));
  }
  f.fix = connect_command(s, network, true);
  t.fail(std::move(f));
}

void compare_addresses(subject const& s, std::string const& network, json const& expected, json const& actual,
                       tally& t) {
  for (char const* family : {"ipv4", "ipv6"}) {
    auto const declared = observe::text_of(observe::at_key(expected, family));
    auto const live = observe::text_of(observe::at_key(actual, family));
    if (declared.empty() && live.empty()) continue;
    if (declared == live) {
      t.pass();
      continue;
    }
    auto f = begin_attachment(s, network, declared.empty() ? severity::info : severity::warning,
                              "the fixed address on the network " + network + " is not what the file declares");
    f.field += ".IPAMConfig";
    f.expected = declared.empty() ? "not set" : declared;
    f.actual = live.empty() ? "not set" : live;
    add_declared(f, f.where, std::string(family) + "_address", *f.expected);
    add_configured(f, f.field, *f.actual);
    f.fix = connect_command(s, network, true);
    t.fail(std::move(f));
  }
}

mapping::row const* networks_row() {
  auto const rows = mapping::all_rows();
  auto const found = std::find_if(rows.begin(), rows.end(), [](auto const& row) { return row.key == "networks"; });
  return found == rows.end() ? nullptr : &*found;
}

// --- the networks themselves ---

struct network_judge {
  compose::network const& declared;
  observe::live_network const& live;
  tally& t;

  void check(bool same, std::string_view key, std::string_view field, severity level, std::string message,
             std::string expected, std::string actual) const {
    if (same) return t.pass();
    auto f = begin("DVR046", level, "network " + declared.name + ": " + std::move(message));
    f.how = classify(declared, live);
    f.expected = std::move(expected);
    f.actual = std::move(actual);
    add_declared(f, declared.marks.find(key), key, *f.expected);
    f.field = field;
    f.evidences.push_back({"GET /networks/{id} " + std::string(field), *f.actual});
    f.advice =
        "a network cannot be changed: it has to be removed and created again, with its containers off it meanwhile";
    f.fix = "dockverify down && dockverify up";
    t.fail(std::move(f));
  }

  void driver() const {
    if (declared.driver.empty()) return;
    check(declared.driver == live.driver, "driver", "Driver", severity::error, "another driver than declared",
          declared.driver, live.driver);
  }

  void internal() const {
    bool const now = observe::truth_of(observe::at_key(live.inspect, "Internal"));
    check(declared.internal == now, "internal", "Internal", now ? severity::warning : severity::error,
          now ? "internal although the file does not say so" : "declared internal, but open to the outside",
          declared.internal ? "true" : "false", now ? "true" : "false");
  }

  void attachable() const {
    bool const now = observe::truth_of(observe::at_key(live.inspect, "Attachable"));
    check(declared.attachable == now, "attachable", "Attachable", now ? severity::warning : severity::info,
          now ? "attachable although the file does not say so" : "not attachable as declared",
          declared.attachable ? "true" : "false", now ? "true" : "false");
  }

  void ipv6() const {
    if (!declared.enable_ipv6) return;
    bool const now = observe::truth_of(observe::at_key(live.inspect, "EnableIPv6"));
    check(*declared.enable_ipv6 == now, "enable_ipv6", "EnableIPv6", severity::warning, "IPv6 is not as declared",
          *declared.enable_ipv6 ? "true" : "false", now ? "true" : "false");
  }

  /// The engine adds options of its own: only declared ones are compared.
  void options() const {
    auto const& now = observe::at_key(live.inspect, "Options");
    for (auto const& [name, value] : declared.driver_opts) {
      auto const& found = observe::at_key(now, name);
      check(found.is_string() && observe::text_of(found) == value, "driver_opts." + name, "Options." + name,
            severity::warning, "the driver option " + name + " is not as declared", value,
            found.is_string() ? observe::text_of(found) : "not set");
    }
  }

  void pools() const {
    auto const& now = observe::at_path(live.inspect, "IPAM.Config");
    for (auto const& pool : declared.ipam_config) {
      if (pool.subnet.empty()) continue;
      std::vector<std::string> subnets;
      json const* same = nullptr;
      if (now.is_array()) {
        for (auto const& entry : now) {
          subnets.push_back(observe::text_of(observe::at_key(entry, "Subnet")));
          if (subnets.back() == pool.subnet) same = &entry;
        }
      }
      check(same != nullptr, "ipam", "IPAM.Config", severity::warning, "another subnet than declared", pool.subnet,
            joined(subnets));
      if (same == nullptr) continue;
      for (auto const& [value, field] : {std::pair{pool.gateway, "Gateway"}, std::pair{pool.ip_range, "IPRange"}}) {
        if (value.empty()) continue;
        auto const found = observe::text_of(observe::at_key(*same, field));
        check(found == value, "ipam", "IPAM.Config." + std::string(field), severity::warning,
              std::string(field) + " of " + pool.subnet + " is not as declared", value,
              found.empty() ? "not set" : found);
      }
    }
  }

  /// Whoever shares a network reaches every port of the services on it.
  void strangers(observe::live_stack const& stack) const {
    auto const& members = observe::at_key(live.inspect, "Containers");
    std::vector<std::string> names;
    if (members.is_object()) {
      for (auto const& [id, member] : members.items()) {
        bool const known =
            std::any_of(stack.containers.begin(), stack.containers.end(), [&](auto const& c) { return c.id == id; });
        auto const name = observe::text_of(observe::at_key(member, "Name"));
        if (!known) names.push_back(name.empty() ? id : name);
      }
    }
    if (names.empty()) return t.pass();
    auto f = begin("DVR046", severity::warning,
                   "network " + declared.name + ": containers that do not belong to the project are attached");
    f.how = drift_class::foreign;
    f.where = declared.marks.find("");
    f.expected = "none";
    f.actual = joined(names);
    f.field = "Containers";
    f.evidences.push_back({"GET /networks/{id} Containers", *f.actual});
    f.advice = "they reach every port of the services on this network; detach them, or declare the network external";
    for (auto const& name : names) {
      f.fix +=
          (f.fix.empty() ? "" : " && ") + ("docker network disconnect " + quoted(declared.name) + " " + quoted(name));
    }
    t.fail(std::move(f));
  }
};

void judge_network(compose::network const& declared, observe::live_stack const& stack, tally& t) {
  auto const same_name = std::count_if(stack.networks.begin(), stack.networks.end(),
                                       [&](auto const& n) { return n.name == declared.name; });
  auto const* live = stack.network_by_name(declared.name);
  if (live == nullptr) {
    auto f = begin("DVR046", severity::error, "the network " + declared.name + " does not exist");
    f.expected = declared.name;
    f.actual = "absent";
    add_declared(f, declared.marks.find("name"), declared.key, declared.name);
    add_effective(f, "GET /networks", "no network of this name");
    f.fix = declared.external ? "docker network create " + quoted(declared.name) : "dockverify up";
    return t.fail(std::move(f));
  }
  t.pass();
  if (same_name > 1) {
    auto f = begin("DVR046", severity::warning, std::to_string(same_name) + " networks are called " + declared.name);
    f.where = declared.marks.find("name");
    f.expected = "1";
    f.actual = std::to_string(same_name);
    f.advice = "containers on different ones do not reach each other; remove all but one by id";
    t.fail(std::move(f));
  }
  // An external network is its owner's business.
  if (declared.external) return;
  network_judge const judge{declared, *live, t};
  judge.driver();
  judge.internal();
  judge.attachable();
  judge.ipv6();
  judge.options();
  judge.pools();
  judge.strangers(stack);
}

}  // namespace

void judge_attachments(subject const& s, tally& t) {
  auto const* row = networks_row();
  if (row == nullptr) return;
  auto expected = row->expect(*s.service, s.context);
  auto actual = row->read(s.container->inspect, s.context);
  if (expected.is_discarded()) return;
  if (row->reconcile != nullptr) row->reconcile(expected, actual);
  if (!expected.is_object() || !actual.is_object()) return;
  for (auto const& [network, declared] : expected.items()) {
    auto const& live = observe::at_key(actual, network);
    if (!live.is_object()) {
      missing(s, network, t);
      continue;
    }
    t.pass();
    compare_aliases(s, network, declared, live, t);
    compare_addresses(s, network, declared, live, t);
  }
  bool any_extra = false;
  for (auto const& [network, live] : actual.items()) {
    if (expected.contains(network)) continue;
    any_extra = true;
    extra(s, network, t);
  }
  if (!any_extra) t.pass();
}

void judge_networks(compose::project const& project, observe::live_stack const& live, std::set<std::string> const& used,
                    tally& t) {
  for (auto const& key : used) {
    auto const found = project.networks.find(key);
    if (found != project.networks.end()) judge_network(found->second, live, t);
  }
}

}  // namespace dockverify::drift

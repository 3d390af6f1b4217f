// Published ports: where the host really listens, against what the file publishes. A wider bind address than declared
// opens a service to the network that was meant for this machine alone.
#include <algorithm>
#include <charconv>
#include <map>

#include "drift/judge.hpp"

namespace dockverify::drift {

namespace {

struct binding {
  std::string key;  ///< "80/tcp"
  std::string ip;   ///< "" every address
  std::string port;
};

std::string key_of(compose::port const& p) {
  return std::to_string(p.target) + "/" + (p.protocol.empty() ? "tcp" : p.protocol);
}

bool everywhere(std::string const& ip) {
  return ip.empty() || ip == "0.0.0.0" || ip == "::";
}

std::string text_of(binding const& b) {
  auto const ip = b.ip.empty() ? "*" : b.ip.find(':') == std::string::npos ? b.ip : "[" + b.ip + "]";
  return ip + ":" + (b.port.empty() ? "<any>" : b.port) + "->" + b.key;
}

std::string text_of(compose::port const& p) {
  return text_of(binding{key_of(p), p.host_ip, p.published});
}

/// PortBindings and NetworkSettings.Ports have one form; a port that is only exposed is null.
std::vector<binding> bindings_of(observe::json const& ports) {
  std::vector<binding> found;
  if (!ports.is_object()) return found;
  for (auto const& [key, list] : ports.items()) {
    if (!list.is_array()) continue;
    for (auto const& entry : list) {
      auto port = observe::text_of(observe::at_key(entry, "HostPort"));
      if (port == "0") port.clear();
      auto const with_protocol = key.find('/') == std::string::npos ? key + "/tcp" : key;
      found.push_back({with_protocol, observe::text_of(observe::at_key(entry, "HostIp")), std::move(port)});
    }
  }
  return found;
}

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Whether a host port is one that the declaration allows: that number, one of a range, or any.
bool port_allowed(std::string const& declared, std::string const& live) {
  if (declared.empty() || declared == "0" || declared == live) return true;
  auto const dash = declared.find('-');
  if (dash == std::string::npos) return false;
  auto const first = number(std::string_view(declared).substr(0, dash));
  auto const last = number(std::string_view(declared).substr(dash + 1));
  auto const port = number(live);
  return first && last && port && *port >= *first && *port <= *last;
}

/// A declaration for every address is met by any: the engine's default address may be narrower.
bool address_allowed(std::string const& declared, std::string const& live) {
  return everywhere(declared) || declared == live;
}

enum class trouble : std::uint8_t { unpublished, wider, elsewhere, undeclared };

struct port_problem {
  compose::port const* declared = nullptr;
  std::vector<binding> live;
};
/// By what is wrong and which port: the two rows of one binding (0.0.0.0 and ::) are one problem.
using problems = std::map<std::pair<trouble, std::string>, port_problem>;

problems find_problems(std::vector<compose::port> const& declared, std::vector<binding> const& live) {
  problems found;
  for (auto const& p : declared) {
    bool const published = std::any_of(live.begin(), live.end(), [&](auto const& b) {
      return b.key == key_of(p) && port_allowed(p.published, b.port);
    });
    if (!published) found[{trouble::unpublished, text_of(p)}].declared = &p;
  }
  for (auto const& b : live) {
    compose::port const* near = nullptr;
    bool allowed = false;
    for (auto const& p : declared) {
      if (key_of(p) != b.key || !port_allowed(p.published, b.port)) continue;
      near = &p;
      allowed = allowed || address_allowed(p.host_ip, b.ip);
    }
    if (allowed) continue;
    auto what = trouble::undeclared;
    if (near != nullptr) what = everywhere(b.ip) ? trouble::wider : trouble::elsewhere;
    auto& problem = found[{what, near != nullptr ? text_of(*near) : b.port + "->" + b.key}];
    problem.declared = near;
    problem.live.push_back(b);
  }
  return found;
}

std::string joined(std::vector<binding> const& bindings) {
  std::vector<std::string> texts;
  for (auto const& b : bindings) texts.push_back(text_of(b));
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  std::string out;
  for (auto const& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out.empty() ? "not published" : out;
}

finding finding_of(subject const& s, trouble what, std::string const& name, port_problem const& problem) {
  switch (what) {
    case trouble::unpublished:
      return begin(s, "DVR047", severity::error, "the declared port " + name + " is not published");
    case trouble::wider:
      return begin(s, "DVR014", severity::error,
                   "the port declared as " + name + " is open on every address of the host");
    case trouble::elsewhere:
      return begin(s, "DVR047", severity::warning,
                   "the port declared as " + name + " is bound to another address: " + joined(problem.live));
    case trouble::undeclared:
      break;
  }
  return begin(s, "DVR047", severity::error,
               "a port is published that the file does not declare: " + joined(problem.live));
}

source_span place_of(subject const& s, compose::port const* declared) {
  if (declared == nullptr) return s.service->where("ports");
  auto const at = declared - s.service->ports.data();
  return s.service->where("ports[" + std::to_string(at) + "]");
}

void report(subject const& s, trouble what, std::string const& name, port_problem const& configured,
            port_problem const& effective, bool is_configured, bool is_effective, tally& t) {
  auto const& shown = is_effective ? effective : configured;
  auto f = finding_of(s, what, name, shown);
  f.how = is_configured ? classify(s, false, true) : std::optional(drift_class::not_enforced);
  f.expected = shown.declared != nullptr ? text_of(*shown.declared) : "not published";
  f.actual = joined(shown.live);
  add_declared(f, place_of(s, shown.declared), "ports", *f.expected);
  add_configured(f, "HostConfig.PortBindings",
                 joined(bindings_of(observe::at_path(s.container->inspect, "HostConfig.PortBindings"))));
  if (s.container->running()) {
    add_effective(f, "GET /containers/{id}/json NetworkSettings.Ports",
                  joined(bindings_of(observe::at_path(s.container->inspect, "NetworkSettings.Ports"))));
  }
  if (what == trouble::unpublished && is_effective && !is_configured) {
    f.advice = "the engine ignores a binding whose port is not exposed; see the container's state and the engine's log";
  }
  f.fix = recreate(s);
  t.fail(std::move(f));
}

bool has_ports_of_its_own(compose::service const& s) {
  auto const& mode = s.network_mode;
  return mode != "host" && mode != "none" && !mode.starts_with("service:") && !mode.starts_with("container:");
}

}  // namespace

void judge_ports(subject const& s, tally& t) {
  if (!has_ports_of_its_own(*s.service)) return;
  auto const& inspect = s.container->inspect;
  auto const configured =
      find_problems(s.service->ports, bindings_of(observe::at_path(inspect, "HostConfig.PortBindings")));
  problems effective;
  // Only a running container has bindings in force.
  if (s.container->running()) {
    effective = find_problems(s.service->ports, bindings_of(observe::at_path(inspect, "NetworkSettings.Ports")));
  }
  auto both = configured;
  both.insert(effective.begin(), effective.end());
  for (auto const& [what, problem] : both) {
    auto const first = configured.find(what);
    auto const second = effective.find(what);
    report(s, what.first, what.second, first == configured.end() ? problem : first->second,
           second == effective.end() ? problem : second->second, first != configured.end(), second != effective.end(),
           t);
  }
  // One check for each declared port, and one for "nothing else".
  auto const failed = both.size();
  auto const planned = s.service->ports.size() + 1;
  for (auto passed = failed; passed < planned; ++passed) t.pass();
}

}  // namespace dockverify::drift

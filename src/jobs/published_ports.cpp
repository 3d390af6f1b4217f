// Three steps: which ports to ask (pure), ask them, judge the answers (pure).
#include "jobs/published_ports.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>

#include "engine/io/task_group.hpp"
#include "jobs/session.hpp"
#include "observe/timestamp.hpp"
#include "probes/tcp.hpp"

namespace dockverify::jobs {
namespace {

constexpr std::size_t most_at_once = 8;
/// On one's own host a connection that takes longer is not on its way.
constexpr std::chrono::seconds longest_probe{2};
/// A program needs a moment from its start to its first listen().
constexpr double settling_seconds = 1;

/// What is known of the way from here to the engine's ports.
enum class vantage : std::uint8_t {
  same_host,  ///< proved: the containers' processes are in our /proc
  local,      ///< a local socket, but perhaps forwarded, or mounted into the container that we run in
  elsewhere,
};

struct question {
  compose::service const* service = nullptr;
  observe::live_container const* container = nullptr;
  std::size_t declared_at = 0;  ///< index in the service's ports
  std::string key;              ///< "8000/tcp"
  probes::target at;
  std::optional<probes::probe_outcome> answer;  ///< absent: never asked
};

vantage vantage_of(observe::engine_host const& engine) {
  if (engine.same_kernel) return vantage::same_host;
  bool const local = engine.address.starts_with("unix://") || engine.address.starts_with("npipe://");
  return local ? vantage::local : vantage::elsewhere;
}

std::string reachable_address(std::string const& bound) {
  if (bound.empty() || bound == "0.0.0.0") return "127.0.0.1";
  return bound == "::" ? "::1" : bound;
}

/// Where to knock for a container port: one of its bindings, an IPv4 one if there is any, as IPv6 may be off here.
std::optional<probes::target> target_of(observe::json const& bindings) {
  std::optional<probes::target> found;
  if (!bindings.is_array()) return found;
  for (auto const& binding : bindings) {
    auto const text = observe::text_of(observe::at_key(binding, "HostPort"));
    std::uint16_t port = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) continue;
    auto host = reachable_address(observe::text_of(observe::at_key(binding, "HostIp")));
    bool const v6 = host.find(':') != std::string::npos;
    if (!found || (!v6 && found->host.find(':') != std::string::npos)) found = probes::target{std::move(host), port};
  }
  return found;
}

void add_questions(compose::service const& service, observe::live_container const& container,
                   std::vector<question>& out) {
  auto const& published = observe::at_path(container.inspect, "NetworkSettings.Ports");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < service.ports.size(); ++i) {
    auto const& port = service.ports[i];
    if (!port.protocol.empty() && port.protocol != "tcp") continue;
    auto key = std::to_string(port.target) + "/tcp";
    auto at = target_of(observe::at_key(published, key));
    // A port that is not published is drift's to tell.
    if (at && seen.insert(key).second)
      out.push_back({&service, &container, i, std::move(key), std::move(*at), std::nullopt});
  }
}

std::vector<question> questions_of(compose::project const& project, observe::live_stack const& live,
                                   std::vector<std::string> const& services) {
  std::vector<question> out;
  for (auto const& [name, service] : project.services) {
    if (!is_selected(services, name)) continue;
    for (auto const* container : live.of_service(name))
      if (container->running()) add_questions(service, *container, out);
  }
  return out;
}

std::string text_of(probes::target const& at) {
  auto const host = at.host.find(':') == std::string::npos ? at.host : "[" + at.host + "]";
  return host + ":" + std::to_string(at.port);
}

/// Why a container may rightly not listen yet; empty: it should.
std::string still_starting(observe::live_container const& container, observe::engine_host const& engine) {
  if (container.health() == "starting") return "its healthcheck has not succeeded yet";
  auto const started = observe::seconds_of(observe::text_of(observe::at_path(container.inspect, "State.StartedAt")));
  auto const now = observe::seconds_of(engine.system_time);
  if (started && now && *now - *started < settling_seconds) return "it started less than a second ago";
  return {};
}

/// Why the answer decides nothing; empty: it does.
std::string open_reason(question const& q, probes::probe_outcome const& answer, vantage from,
                        observe::engine_host const& engine) {
  switch (answer.verdict) {
    case probes::verdict::reachable:
      return {};
    case probes::verdict::refused:
      if (from != vantage::same_host)
        return "connections from here are refused, but it is not proved that the engine runs on this host";
      [[fallthrough]];
    case probes::verdict::closed_at_once:
      if (auto const why = still_starting(*q.container, engine); !why.empty()) return "no answer, and " + why;
      return {};
    case probes::verdict::unreachable:
    case probes::verdict::timed_out:
    case probes::verdict::cancelled:
      break;
  }
  return std::string(to_string(answer.verdict)) + ": " + answer.detail;
}

finding finding_of(question const& q, probes::probe_outcome const& answer) {
  auto const place = text_of(q.at);
  auto const number = q.key.substr(0, q.key.find('/'));
  finding f;
  f.rule = "DVR047";
  f.name = "published-port";
  f.kind = finding_kind::probe;
  f.level = severity::error;
  f.service = q.service->name;
  f.container = q.container->name;
  f.where = q.service->where("ports[" + std::to_string(q.declared_at) + "]");
  f.message = "port " + place + " is published but nothing answers in the container";
  f.expected = "a program that listens on port " + number + " of the container";
  f.actual = to_string(answer.verdict);
  f.field = "NetworkSettings.Ports." + q.key;
  f.evidences.push_back({"tcp probe from this host", place + " " + answer.detail});
  f.evidences.push_back({"GET /containers/{id}/json NetworkSettings.Ports", place + "->" + q.key});
  f.advice = "check that the program in the container listens on 0.0.0.0 and on the container port " + number +
             ", not on 127.0.0.1";
  return f;
}

void leave_open(question const& q, std::string const& why, port_checks& out) {
  ++out.checks.undetermined;
  out.undetermined.push_back(q.container->name + ": whether port " + text_of(q.at) +
                             " is answered could not be determined: " + why);
}

void judge(question const& q, vantage from, observe::engine_host const& engine, port_checks& out) {
  ++out.checks.executed;
  if (from == vantage::elsewhere) return leave_open(q, "the engine is not on this host", out);
  if (!q.answer) return leave_open(q, "the run was interrupted", out);
  auto const& answer = *q.answer;
  if (auto const why = open_reason(q, answer, from, engine); !why.empty()) return leave_open(q, why, out);
  if (answer.verdict == probes::verdict::reachable) {
    ++out.checks.passed;
    return;
  }
  ++out.checks.failed;
  out.findings.push_back(finding_of(q, answer));
}

io::awaitable<void> ask(question* q, io::time_point deadline) {
  auto const until = std::min(deadline, io::clock::now() + longest_probe);
  auto answer = co_await probes::tcp.run(q->at, until);
  q->answer = std::move(answer);
}

}  // namespace

io::awaitable<port_checks> probe_published_ports(compose::project const& project, observe::live_stack const& live,
                                                 std::vector<std::string> services, io::time_point deadline) {
  auto questions = questions_of(project, live, services);
  auto const from = vantage_of(live.engine);
  if (from != vantage::elsewhere) {
    // The group must be joined whatever happens: its children write into `questions`.
    bool const throws = co_await io::asio::this_coro::throw_if_cancelled();
    co_await io::asio::this_coro::throw_if_cancelled(false);
    auto const executor = co_await io::asio::this_coro::executor;
    io::task_group group(executor, most_at_once);
    for (auto& q : questions) {
      auto const stopped = co_await group.spawn(ask(&q, deadline));
      if (stopped) break;
    }
    co_await group.join();
    co_await io::asio::this_coro::throw_if_cancelled(throws);
  }
  port_checks out;
  for (auto const& q : questions) judge(q, from, live.engine, out);
  co_return out;
}

}  // namespace dockverify::jobs

#include "jobs/failures.hpp"

#include <algorithm>
#include <cstdlib>

#include "diagnose/diagnose.hpp"
#include "diagnose/match.hpp"
#include "engine/io/task_group.hpp"
#include "engine/io/token.hpp"
#include "mapping/values.hpp"

namespace dockverify::jobs {
namespace {

constexpr std::size_t log_lines = 20;

bool failed(up::tracker const& t) {
  return t.machine.current() == up::readiness::state::failed;
}
bool not_ready(up::tracker const& t) {
  return t.machine.current() != up::readiness::state::ready;
}

diagnose::failure_context context_of(compose::project const& p, up::up_outcome const& outcome, up::tracker const& t) {
  diagnose::failure_context out;
  out.service = t.step.service;
  out.container = t.id.empty() ? std::string() : t.step.name;
  out.where = t.service->where();
  out.image = mapping::image_reference(p, *t.service);
  for (char const* part : {"Config.Entrypoint", "Config.Cmd"})
    for (auto const& word : mapping::strings_at(t.inspect, part)) out.command.push_back(word);
  out.refused = t.refused;
  out.inspect = t.inspect;
  out.events.assign(t.events.begin(), t.events.end());
  out.probe_exit_code = t.probe_exit_code;
  out.probe_output = t.probe_output;
  out.health_command = mapping::strings_at(mapping::effective_healthcheck(*t.service, t.context), "Test");
  out.health_where = t.service->where("healthcheck");
  out.timed_out = outcome.timed_out && !failed(t);
  out.waiting_for = !t.waiting_for.empty()        ? t.waiting_for
                    : t.machine.has_healthcheck() ? "its healthcheck to succeed"
                                                  : "its stability window to pass";
  for (auto const& [name, other] : p.services)
    if (auto const d = other.depends_on.find(t.step.service); d != other.depends_on.end())
      out.one_shot = out.one_shot || d->second.condition == compose::dependency_condition::completed;
  out.memory_limit = mapping::limits_of(*t.service).memory;
  return out;
}

/// The host port in "Bind for 127.0.0.1:8080 failed: port is already allocated"; 0: the text is another one.
std::int64_t clashing_port(std::string const& message) {
  auto const address = diagnose::between(message, "Bind for ", " failed: port is already allocated");
  return std::strtoll(address.substr(address.rfind(':') + 1).c_str(), nullptr, 10);
}

bool publishes(engine::container_summary const& container, std::int64_t port) {
  auto const& ports = observe::at_path(container.raw, "Ports");
  return ports.is_array() && std::any_of(ports.begin(), ports.end(), [port](auto const& p) {
           return mapping::integer_at(p, "PublicPort") == port;
         });
}

/// The engine says that another container has the port, not which one.
io::awaitable<void> find_port_holder(engine::client& client, diagnose::failure_context& context,
                                     engine::call_options call) {
  auto const port = context.refused ? clashing_port(context.refused->message) : 0;
  if (port == 0) co_return;
  engine::list_options running;
  running.all = false;
  auto const containers = co_await client.containers().list(running, call);
  if (!containers) co_return;
  for (auto const& container : *containers)
    if (publishes(container, port)) context.port_holder = container.name;
}

io::awaitable<void> read_evidence(engine::client& client, up::tracker const& t, diagnose::failure_context& context,
                                  engine::call_options call) {
  auto seen = co_await client.containers().inspect(t.id, call);
  if (seen) context.inspect = std::move(seen->raw);
  co_await find_port_holder(client, context, call);
  engine::logs_options query;
  query.tail = log_lines;
  query.tty = observe::at_path(context.inspect, "Config.Tty") == nlohmann::json(true);
  auto const lines = co_await client.containers().log_tail(t.id, query, call);
  if (!lines) co_return;
  for (auto const& line : *lines) context.log_tail.push_back(line.text);
}

finding blocked_finding(up::tracker const& t, std::vector<finding> const& roots) {
  finding out;
  auto const root =
      std::find_if(roots.begin(), roots.end(), [&t](finding const& f) { return f.service == t.blocked_by; });
  out.rule = root == roots.end() ? "DVS056" : root->rule;
  out.name = "blocked";
  out.kind = finding_kind::startup;
  out.level = severity::error;
  out.service = t.step.service;
  out.where = t.service->where("depends_on");
  out.message = t.machine.reason();
  out.caused_by = t.blocked_by;
  return out;
}

finding waiting_finding(up::tracker const& t) {
  finding out;
  out.rule = "DVS056";
  out.name = "waiting";
  out.kind = finding_kind::startup;
  out.level = severity::error;
  out.service = t.step.service;
  out.where = t.service->where("depends_on");
  out.message = "was not started: it still waited for " + t.waiting_for;
  return out;
}

}  // namespace

io::awaitable<std::vector<finding>> explain_failures(engine::client& client, compose::project const& p,
                                                     up::up_outcome const& outcome, io::time_point deadline) {
  engine::call_options call;
  call.deadline = deadline;
  std::vector<std::pair<up::tracker const*, diagnose::failure_context>> roots;
  // Who was only waiting when the user stopped the run has not failed.
  for (auto const& t : outcome.containers)
    if (not_ready(*t) && !t->blocked && (failed(*t) || (t->machine.was_started() && !outcome.interrupted)))
      roots.emplace_back(t.get(), context_of(p, outcome, *t));

  auto const executor = co_await io::asio::this_coro::executor;
  io::task_group group(executor);
  for (auto& [t, context] : roots)
    if (!t->id.empty()) group.start(read_evidence(client, *t, context, call));
  co_await group.join();

  std::vector<finding> out;
  for (auto const& [t, context] : roots) {
    auto f = diagnose::explain(context);
    // Without a container there is no state to tell of: what the run saw is all there is.
    if (context.inspect.is_null() && !t->refused) f.evidences.insert(f.evidences.begin(), {"up", t->machine.reason()});
    out.push_back(std::move(f));
  }
  auto const found = out;
  for (auto const& t : outcome.containers) {
    if (t->blocked) out.push_back(blocked_finding(*t, found));
    if (!outcome.interrupted && !t->blocked && not_ready(*t) && !failed(*t) && !t->machine.was_started() &&
        !t->waiting_for.empty())
      out.push_back(waiting_finding(*t));
  }
  co_return out;
}

}  // namespace dockverify::jobs

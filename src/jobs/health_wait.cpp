#include "jobs/health_wait.hpp"

#include <algorithm>

#include "jobs/session.hpp"
#include "mapping/values.hpp"
#include "observe/snapshot.hpp"
#include "plan/labels.hpp"
#include "plan/plan.hpp"
#include "up/tracker.hpp"

namespace dockverify::jobs {
namespace {

using std::chrono::milliseconds;

/// Events can be lost and podman has none for health.
constexpr milliseconds sweep{2000};
/// Between the last probe's end and the verdict.
constexpr milliseconds slack{1000};

std::vector<observe::live_container const*> undecided(observe::live_stack const& stack, compose::project const& p,
                                                      job_options const& options) {
  std::vector<observe::live_container const*> out;
  for (auto const& container : stack.containers) {
    bool const declared = p.services.contains(container.service) && is_selected(options.services, container.service);
    if (declared && container.running() && container.health() == "starting") out.push_back(&container);
  }
  return out;
}

/// The longest time in which the engine must have found a container healthy or unhealthy.
milliseconds decision_time(observe::live_container const& container, int api_minor) {
  auto const& check = observe::at_path(container.inspect, "Config.Healthcheck");
  auto const probe = up::probe_command_of(check, {}, api_minor);
  if (!probe) return slack;
  auto const start_period =
      std::chrono::duration_cast<milliseconds>(std::chrono::nanoseconds(mapping::integer_at(check, "StartPeriod")));
  return start_period + probe->retries * (std::max(probe->interval, probe->start_interval) + probe->timeout) + slack;
}

}  // namespace

io::awaitable<io::result<observe::live_stack>> wait_for_health(engine::client& client, compose::project const& p,
                                                               observe::live_stack stack, job_context context) {
  auto waiting = undecided(stack, p, context.options);
  if (waiting.empty()) co_return stack;
  auto const api_minor = plan::api_minor(client.server().api_version);
  milliseconds longest{0};
  for (auto const* container : waiting) {
    longest = std::max(longest, decision_time(*container, api_minor));
    progress_event event;
    event.t_ms = std::chrono::duration_cast<milliseconds>(io::clock::now() - context.begun).count();
    event.kind = "service";
    event.name = container->service;
    event.detail = "the engine's verdict on its health";
    context.progress.on(event);
  }
  auto const until = std::min(context.deadline(), io::clock::now() + longest);
  engine::call_options call;
  call.deadline = context.deadline();
  engine::events_query query;
  query.filter["type"] = {"container"};
  query.filter["label"] = {std::string(plan::label::project) + "=" + p.name};
  // The probes' own exec events would only wake us for nothing.
  query.filter["event"] = {"health_status", "die"};
  auto events = co_await client.system().events(std::move(query), call);
  if (!events) co_return events.error();
  while (!waiting.empty() && io::clock::now() < until) {
    std::vector<std::string> ids;
    for (auto const* container : waiting) ids.push_back(container->id);
    auto refreshed = co_await observe::refresh(client, std::move(stack), std::move(ids), true, call);
    if (!refreshed) co_return refreshed.error();
    stack = std::move(*refreshed);
    waiting = undecided(stack, p, context.options);
    if (waiting.empty()) break;
    engine::call_options next_look;
    next_look.deadline = std::min(until, io::clock::now() + sweep);
    auto const notice = co_await events->next(next_look);
    bool const broken = !notice && notice.error().kind != io::failure_kind::timed_out;
    if (broken) co_return notice.error();
  }
  co_return stack;
}

}  // namespace dockverify::jobs

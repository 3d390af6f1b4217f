// The event stream says when to look, inspects say what is true: a failed start emits no event, health after a stop has
// none either.
#include "mapping/values.hpp"
#include "plan/labels.hpp"
#include "up/run_state.hpp"

namespace dockverify::up {
namespace {

constexpr std::size_t kept_events = 50;

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::string attribute(engine::engine_event const& event, std::string const& key) {
  auto const found = event.attributes.find(key);
  return found == event.attributes.end() ? std::string() : found->second;
}

/// Keeps track of the engine's own probes, so that ours never runs beside one. True when the event was about an exec.
bool note_exec(run_state& run, tracker& t, engine::engine_event const& event) {
  if (!starts_with(event.action, "exec_")) return false;
  if (t.own_execs.contains(attribute(event, "execID"))) return true;
  if (starts_with(event.action, "exec_start")) t.engine_probe = run.now();
  if (starts_with(event.action, "exec_die")) {
    t.engine_probe.reset();
    t.expect_engine_probe(run.now());
    run.changed.notify_all();
  }
  return true;
}

void on_event(run_state& run, engine::engine_event const& event) {
  auto const found = run.by_id.find(event.id);
  if (found == run.by_id.end()) return;
  auto& t = *found->second;
  if (note_exec(run, t, event)) return;
  t.events.push_back({event.time_nano, event.action, attribute(event, "exitCode"), attribute(event, "signal")});
  if (t.events.size() > kept_events) t.events.pop_front();
  if (starts_with(event.action, "health_status")) t.engine_probe.reset();
  if (event.action == "start") t.expect_engine_probe(run.now());
  request_inspect(run, t);
}

io::awaitable<void> read_events(run_state& run, engine::event_stream stream) {
  while (!run.over()) {
    auto const notice = co_await stream.next(run.call());
    if (!notice) {
      // The run's own end cancels its tasks.
      if (notice.error().kind == io::failure_kind::cancelled) co_return;
      run.ends_run(notice.error());
      // A stream that ends without the run being over leaves nobody to tell of changes: that is losing the engine.
      if (!run.over()) run.outcome.engine_lost = notice.error();
      run.changed.notify_all();
      co_return;
    }
    if (notice->what == engine::event_notice::kind::event) {
      on_event(run, notice->event);
      continue;
    }
    for (auto const& [id, t] : run.by_id) request_inspect(run, *t);
  }
}

io::awaitable<void> inspect(run_state& run, tracker& t) {
  while (t.inspect_again && !run.over()) {
    t.inspect_again = false;
    auto seen = co_await run.client.containers().inspect(t.id, run.call());
    if (!seen) {
      if (run.ends_run(seen.error())) break;
      if (seen.error().kind == io::failure_kind::not_found)
        t.machine.on_refused("its container was removed while we waited for it");
    } else {
      auto const before = t.machine.reason();
      t.inspect = std::move(seen->raw);
      t.machine.on_state(state_of(t.inspect), run.now());
      bool const waits = t.machine.current() == readiness::state::started;
      if (waits && t.machine.reason() != before) run.tell("service", t.label(), phase::probing, t.machine.reason());
      // What was ready and is not any more has to settle again.
      if (waits) t.settled = false;
    }
    run.settle(t);
    run.changed.notify_all();
  }
  t.inspecting = false;
}

}  // namespace

void request_inspect(run_state& run, tracker& t) {
  t.inspect_again = true;
  // Before the start is told nothing an inspect could say matters; after the end neither.
  bool const watched = t.machine.was_started() && t.machine.current() != readiness::state::failed;
  if (t.inspecting || !watched || run.over()) return;
  t.inspecting = true;
  run.tasks.start(inspect(run, t));
}

io::awaitable<void> open_events(run_state& run) {
  engine::events_query query;
  query.filter["type"] = {"container"};
  query.filter["label"] = {std::string(plan::label::project) + "=" + run.project.name};
  auto stream = co_await run.client.system().events(std::move(query), run.call());
  if (!stream) {
    run.ends_run(stream.error());
    if (!run.over()) run.outcome.engine_lost = stream.error();
    co_return;
  }
  run.tasks.start(read_events(run, std::move(*stream)));
}

}  // namespace dockverify::up

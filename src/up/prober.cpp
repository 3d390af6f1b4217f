// Eager readiness: the engine runs the first health probe a full interval after the start, so a service that is ready
// after one second would keep its dependents waiting for ten or thirty. We run the same command by exec at once and
// with back-off, never beside another run of it.
#include "engine/io/sleep.hpp"
#include "up/run_state.hpp"

namespace dockverify::up {
namespace {

constexpr milliseconds first_pause{100}, longest_pause{1000};
/// What a run costs before one has been measured, and how late the engine may begin its own.
constexpr milliseconds assumed_cost{250}, due_tolerance{500};
constexpr std::size_t output_limit = 4096;

/// An exec that outlives its deadline still runs in the container; the next one has to wait for its end.
io::awaitable<void> wait_for_end(run_state& run, tracker& t, std::string exec) {
  while (!t.machine.final() && !run.over()) {
    auto const state = co_await run.client.exec().inspect(exec, run.call());
    if (!state || !state->running) co_return;
    auto const ec = co_await io::sleep_for(longest_pause);
    if (ec) co_return;
  }
}

io::awaitable<io::result<engine::exec_outcome>> run_probe(run_state& run, tracker& t) {
  engine::exec_config config;
  config.command = t.probe->arguments;
  auto exec = co_await run.client.exec().create(t.id, std::move(config), run.call());
  if (!exec) co_return exec.error();
  t.own_execs.insert(*exec);
  auto until = run.call();
  until.deadline = std::min(until.deadline, io::clock::now() + t.probe->timeout);
  auto outcome = co_await run.client.exec().run_created(*exec, false, output_limit, until);
  if (!outcome && outcome.error().kind == io::failure_kind::timed_out) co_await wait_for_end(run, t, *exec);
  co_return outcome;
}

/// True while the engine's own probe runs, or is so near that ours would still run when it begins.
bool would_overlap(run_state const& run, tracker const& t, milliseconds cost) {
  auto const now = run.now();
  if (t.engine_probe && now < *t.engine_probe + t.probe->timeout) return true;
  auto const due = t.engine_probe_due;
  return due && now + cost + cost / 2 >= *due && now < *due + due_tolerance;
}

/// Waits until a run of `cost` fits between the engine's own. False when there is nothing more to probe.
io::awaitable<bool> wait_for_gap(run_state& run, tracker& t, milliseconds cost) {
  while (would_overlap(run, t, cost)) {
    auto const ec = co_await run.changed.wait(io::clock::now() + first_pause);
    bool const cancelled = ec && ec != io::asio::error::timed_out;
    if (cancelled || t.machine.final() || run.over()) co_return false;
  }
  co_return true;
}

}  // namespace

io::awaitable<void> probe_eagerly(run_state& run, tracker& t) {
  auto pause = first_pause;
  auto cost = assumed_cost;
  while (!t.machine.final() && !run.over()) {
    auto const free = co_await wait_for_gap(run, t, cost);
    if (!free) co_return;
    auto const begun = io::clock::now();
    auto const outcome = co_await run_probe(run, t);
    cost = std::chrono::duration_cast<milliseconds>(io::clock::now() - begun);
    if (outcome) {
      t.probe_exit_code = outcome->exit_code;
      t.probe_output = outcome->output;
      while (!t.probe_output.empty() && t.probe_output.back() == '\n') t.probe_output.pop_back();
      if (outcome->exit_code == 0) t.machine.on_probe_success(run.now());
      if (t.machine.final()) {
        run.settle(t);
        run.changed.notify_all();
        co_return;
      }
    } else if (run.ends_run(outcome.error())) {
      co_return;
    }
    // A probe may cost as much as the service's own start: never spend more than half of the time on probing.
    auto const ec = co_await io::sleep_for(std::max(pause, std::min(cost, longest_pause)));
    if (ec) co_return;
    pause = std::min(pause * 3 / 2, std::min(longest_pause, std::max(t.probe->interval, first_pause)));
  }
}

}  // namespace dockverify::up

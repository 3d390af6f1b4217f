#include "up/readiness.hpp"

#include "diagnose/diagnose.hpp"
#include "mapping/values.hpp"

namespace dockverify::up {

container_state state_of(nlohmann::json const& inspect) {
  using mapping::at_path;
  container_state out;
  out.status = mapping::string_at(inspect, "State.Status");
  out.exit_code = static_cast<int>(mapping::integer_at(inspect, "State.ExitCode"));
  out.oom_killed = at_path(inspect, "State.OOMKilled") == nlohmann::json(true);
  out.error = mapping::string_at(inspect, "State.Error");
  out.restart_count = static_cast<int>(mapping::integer_at(inspect, "RestartCount"));
  auto const& health = at_path(inspect, "State.Health");
  if (!health.is_object()) return out;
  // Podman shows a health object with an empty status for containers without a check.
  if (auto status = mapping::string_at(health, "Status"); !status.empty() && status != "none") out.health = status;
  out.failing_streak = static_cast<int>(mapping::integer_at(health, "FailingStreak"));
  auto const& log = at_path(health, "Log");
  if (log.is_array() && !log.empty()) out.last_probe_output = mapping::string_at(log.back(), "Output");
  return out;
}

void readiness::on_started(milliseconds now, milliseconds age, int restart_count) {
  if (final()) return;
  state_ = state::started;
  was_started_ = true;
  running_ = true;
  restarts_before_ = restart_count;
  stable_since_ = now - age;
  reason_ = policy_.one_shot      ? "waiting for it to end"
            : policy_.healthcheck ? "health: starting"
                                  : "running, not yet for the whole stability window";
  on_time(now);
}

void readiness::on_refused(std::string reason) {
  fail(std::move(reason));
}

void readiness::on_state(container_state const& seen, milliseconds now) {
  if (state_ != state::started) {
    // A service that was ready and ends later, while others are still waited for, is not ready any more.
    bool const lost =
        state_ == state::ready && how_ != ready_by::completed && seen.status != "running" && seen.status != "paused";
    if (!lost) return;
    state_ = state::started;
    how_ = ready_by::none;
  }
  running_ = seen.status == "running";
  if (seen.status == "exited" || seen.status == "dead") return on_exit(seen, now);
  if (seen.status == "created") {
    if (!seen.error.empty()) fail("did not start: " + seen.error);
    return;
  }
  if (seen.status == "paused") {
    reason_ = "paused";
    return;
  }
  auto const restarts = seen.restart_count - restarts_before_;
  if (restarts > 0) {
    auto const times = restarts == 1 ? std::string("once") : std::to_string(restarts) + " times";
    auto const text = "restarted " + times + ", last exit code " + diagnose::describe_exit_code(seen.exit_code);
    if (!policy_.healthcheck && !policy_.one_shot) return fail(text);
    if (restarts > policy_.tolerated_restarts) return fail("crash loop: " + text);
    reason_ = text;
  }
  if (!running_) {
    if (seen.status == "restarting")
      reason_ = "waiting for the engine to restart it, exit code " + diagnose::describe_exit_code(seen.exit_code);
    return;
  }
  if (!policy_.healthcheck || policy_.one_shot || !seen.health) return on_time(now);
  if (*seen.health == "healthy") return become_ready(ready_by::engine, now);
  if (*seen.health == "unhealthy" && seen.failing_streak >= policy_.retries)
    return fail("unhealthy: " + std::to_string(seen.failing_streak) + " failed health checks in a row");
  if (restarts <= 0) reason_ = "health: " + *seen.health;
}

void readiness::on_exit(container_state const& seen, milliseconds now) {
  running_ = false;
  auto const code = diagnose::describe_exit_code(seen.exit_code);
  if (seen.oom_killed && seen.exit_code != 0) return fail("out of memory, exit code " + code);
  if (!seen.error.empty()) return fail("did not start: " + seen.error);
  // A service that is asked to be healthy, or that is restarted whenever it ends, has not done its work by ending.
  bool const may_end = policy_.one_shot || (!policy_.healthcheck && !policy_.restarts_on_success);
  if (seen.exit_code == 0 && may_end) return become_ready(ready_by::completed, now);
  fail("exited with code " + code);
}

void readiness::on_probe_success(milliseconds now) {
  if (state_ == state::started && running_ && policy_.trust_probe && policy_.healthcheck && !policy_.one_shot)
    become_ready(ready_by::eager, now);
}

void readiness::on_time(milliseconds now) {
  auto const due = next_time();
  if (due && now >= *due) become_ready(ready_by::running, now);
}

std::optional<milliseconds> readiness::next_time() const noexcept {
  if (state_ != state::started || !running_ || policy_.healthcheck || policy_.one_shot) return std::nullopt;
  return stable_since_ + policy_.stable_for;
}

bool readiness::satisfies(compose::dependency_condition condition) const noexcept {
  switch (condition) {
    case compose::dependency_condition::started:
      return was_started_ && state_ != state::failed;
    case compose::dependency_condition::healthy:
      return state_ == state::ready && policy_.healthcheck;
    case compose::dependency_condition::completed:
      return completed();
  }
  return false;
}

void readiness::become_ready(ready_by how, milliseconds now) {
  state_ = state::ready;
  how_ = how;
  ready_at_ = now;
  reason_.clear();
}

void readiness::fail(std::string reason) {
  state_ = state::failed;
  running_ = false;
  reason_ = std::move(reason);
}

}  // namespace dockverify::up

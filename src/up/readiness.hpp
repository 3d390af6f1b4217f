// When is a container ready, and when has it failed for good? A pure state machine: it is fed with starts, inspects,
// events' exits, eager probes and the passing of time, and never looks at a clock, so every order of things can be
// tested.
//
// Facts it rests on (runtime.md section 0, engine-api.md section 4): a failed start emits no event; `restarting` shows
// Running true; `unhealthy` means something only while Status is running; health has no event for `starting`.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "compose/project.hpp"
#include "report/report.hpp"

namespace dockverify::up {

using milliseconds = std::chrono::milliseconds;

/// What an inspect says, as far as readiness is concerned.
struct container_state {
  std::string status;  ///< State.Status
  int exit_code = 0;
  bool oom_killed = false;
  std::string error;  ///< State.Error
  int restart_count = 0;
  std::optional<std::string> health;
  int failing_streak = 0;
  std::string last_probe_output;
};
container_state state_of(nlohmann::json const& inspect);

struct readiness_policy {
  bool healthcheck = false;  ///< the container has one that runs
  int retries = 3;           ///< of the healthcheck: below that an `unhealthy` is left over from an earlier state
  bool restarts = false;     ///< a restart policy other than `no`
  bool restarts_on_success = false;  ///< always, unless-stopped: exit 0 restarts too
  bool one_shot = false;             ///< someone waits for its completion: it is ready by ending with 0, not by running
  bool trust_probe = true;           ///< an eager probe's success counts; false: only the engine's verdict
  milliseconds stable_for{3000};
  int tolerated_restarts = 4;  ///< of a service with a healthcheck, within this run; the next one is a crash loop
};

class readiness {
 public:
  enum class state : std::uint8_t { pending, started, ready, failed };

  explicit readiness(readiness_policy policy) : policy_(policy) {}

  /// The engine accepted the start at `now`, or it ran already and has done so for `age`. Restarts before count as
  /// none.
  void on_started(milliseconds now, milliseconds age, int restart_count);
  /// Create or start was refused, or a hook failed.
  void on_refused(std::string reason);
  void on_state(container_state const& seen, milliseconds now);
  /// The service's own healthcheck command, run by us, succeeded.
  void on_probe_success(milliseconds now);
  /// Time passes; only the stability window depends on it.
  void on_time(milliseconds now);

  [[nodiscard]] state current() const noexcept { return state_; }
  [[nodiscard]] ready_by how() const noexcept { return how_; }
  [[nodiscard]] bool completed() const noexcept { return state_ == state::ready && how_ == ready_by::completed; }
  [[nodiscard]] bool final() const noexcept { return state_ == state::ready || state_ == state::failed; }
  [[nodiscard]] bool was_started() const noexcept { return was_started_; }
  [[nodiscard]] bool has_healthcheck() const noexcept { return policy_.healthcheck; }
  /// One line: why it failed, or what it waits for.
  [[nodiscard]] std::string const& reason() const noexcept { return reason_; }
  [[nodiscard]] milliseconds ready_at() const noexcept { return ready_at_; }
  /// When on_time should be called next; nothing when time alone changes nothing.
  [[nodiscard]] std::optional<milliseconds> next_time() const noexcept;
  /// True when `condition` holds for dependents.
  [[nodiscard]] bool satisfies(compose::dependency_condition condition) const noexcept;

 private:
  void become_ready(ready_by how, milliseconds now);
  void fail(std::string reason);
  void on_exit(container_state const& seen, milliseconds now);

  readiness_policy policy_;
  state state_ = state::pending;
  ready_by how_ = ready_by::none;
  bool was_started_ = false;
  bool running_ = false;
  std::string reason_;
  milliseconds ready_at_{0}, stable_since_{0};
  int restarts_before_ = 0;
};

}  // namespace dockverify::up

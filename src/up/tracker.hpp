// Everything a run knows of one container: what is to be done with it, how far it is, what was seen of it.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "diagnose/diagnose.hpp"
#include "mapping/row.hpp"
#include "plan/plan.hpp"
#include "up/readiness.hpp"

namespace dockverify::up {

/// The healthcheck that runs in a container, as far as running it ourselves needs it.
struct probe_command {
  std::vector<std::string> arguments;  ///< ready for exec
  milliseconds interval{30'000}, timeout{30'000};
  milliseconds start_interval{
      0};  ///< spacing while the container is starting, from engine 25 on with a start period; 0: the interval
  int retries = 3;
};
/// From the engine's form of a healthcheck; nullopt when none runs. `shell` is Config.Shell of the image or container.
std::optional<probe_command> probe_command_of(nlohmann::json const& healthcheck, std::vector<std::string> shell,
                                              int api_minor);

struct tracker {
  plan::container_step step;
  compose::service const* service = nullptr;
  mapping::context context;
  std::optional<probe_command> probe;
  readiness machine{readiness_policy{}};

  std::string id;           ///< empty until created
  nlohmann::json inspect;   ///< the newest one
  bool settled = false;     ///< its coroutine has nothing left to do
  bool blocked = false;     ///< never started because of `blocked_by`
  std::string blocked_by;   ///< the service at the root
  std::string waiting_for;  ///< in words, while it waits for others
  std::optional<diagnose::refused_call> refused;
  std::deque<diagnose::container_event> events;
  std::optional<int> probe_exit_code;  ///< of our last run of the healthcheck
  std::string probe_output;
  std::optional<milliseconds> created_at, started_at;

  bool inspecting = false, inspect_again = false;
  std::set<std::string> own_execs;               ///< ids of our own runs: their events are not the engine's probes
  std::optional<milliseconds> engine_probe;      ///< since when the engine's own probe runs
  std::optional<milliseconds> engine_probe_due;  ///< when the engine's next one begins, as far as that can be known

  /// The engine has started the container, or has ended a probe, at `now`: the next probe comes one spacing later.
  void expect_engine_probe(milliseconds now) {
    if (probe) engine_probe_due = now + (probe->start_interval.count() > 0 ? probe->start_interval : probe->interval);
  }
  /// "api", or "api-2" for a second replica.
  [[nodiscard]] std::string label() const {
    return step.number == 1 ? step.service : step.service + "-" + std::to_string(step.number);
  }
};

}  // namespace dockverify::up

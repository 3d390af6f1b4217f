// Carries out a plan: networks, volumes, images, containers, each started the moment its conditions hold, and waits on
// the engine's events until every service is ready or has failed. Independent branches go on when one fails; every
// failure is told.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "engine/api/client.hpp"
#include "observe/live_stack.hpp"
#include "plan/plan.hpp"
#include "report/progress.hpp"
#include "up/tracker.hpp"

namespace dockverify::up {

struct up_options {
  plan::options what;
  bool remove_orphans = false;
  bool trust_probe = true;  ///< --wait-for eager; false: --wait-for engine
  milliseconds stable_for{3000};
  io::time_point deadline = io::no_deadline;
  io::time_point begun;  ///< of the run: all times are told since then
};

struct up_outcome {
  std::vector<std::unique_ptr<tracker>> containers;
  plan::steps plan;
  std::vector<plan::problem> problems;  ///< why nothing was started
  std::vector<finding> findings;        ///< images that could not be had: then nothing was started either
  std::vector<std::string> warnings, notes;
  std::vector<timeline_entry> timeline;
  std::optional<io::failure> engine_lost;
  bool timed_out = false, interrupted = false;
  [[nodiscard]] bool all_ready() const;
};

class runner {
 public:
  /// `live` must be a snapshot of the project. Everything outlives the run.
  runner(engine::client& client, compose::project const& project, observe::live_stack live, up_options options,
         progress_sink& progress);
  ~runner();
  runner(runner const&) = delete;
  runner& operator=(runner const&) = delete;

  io::awaitable<up_outcome> run(io::executor where);
  /// Stops waiting; containers stay as they are. Call from the run's thread.
  void interrupt();

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace dockverify::up

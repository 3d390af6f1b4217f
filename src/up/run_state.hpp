// What the coroutines of one run share. One thread, no locks: whoever changes something a waiter could look at calls
// `changed`.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/api/client.hpp"
#include "engine/io/event.hpp"
#include "engine/io/task_group.hpp"
#include "up/limiter.hpp"
#include "up/tracker.hpp"
#include "up/up.hpp"

namespace dockverify::up {

struct run_state {
  run_state(io::executor where, engine::client& c, compose::project const& p, observe::live_stack stack, up_options o,
            progress_sink& sink);

  engine::client& client;
  compose::project const& project;
  observe::live_stack live;
  up_options options;
  progress_sink& progress;

  io::event changed;  ///< something a waiter could be waiting for is different now
  io::task_group tasks;
  limiter starts;  ///< creates, starts and stops at once

  up_outcome outcome;
  std::map<std::string, std::vector<tracker*>> by_service;
  std::map<std::string, tracker*> by_id;
  std::size_t resource_tasks = 0;                       ///< networks, volumes and removals that are under way
  std::set<std::string> networks_ready, volumes_ready;  ///< by key
  std::map<std::string, diagnose::refused_call> resources_refused;  ///< "network front" → why

  [[nodiscard]] milliseconds now() const;
  [[nodiscard]] engine::call_options call() const;
  /// The run cannot go on with this engine.
  [[nodiscard]] bool over() const noexcept { return outcome.engine_lost || outcome.timed_out || outcome.interrupted; }

  /// Tells progress and the timeline.
  void tell(std::string kind, std::string name, phase what, std::string detail = {});
  /// Looks at a failure once, where it is handled: losing the engine or the deadline ends the run, anything else is the
  /// caller's. True when the run is over.
  bool ends_run(io::failure const& f);
  /// The object was refused: its service fails with the engine's text.
  void refuse(tracker& t, io::failure const& f, std::string const& what);
  /// Announces readiness or failure once the machine says so.
  void settle(tracker& t);
};

/// The engine cannot be reached or will not talk to us, as opposed to refusing one call.
bool loses_engine(io::failure const& f) noexcept;
/// The engine's text and status as diagnose wants them.
diagnose::refused_call refused_by(io::failure const& f);

/// Pulls and builds what is missing, side by side, and re-reads the images. Failures become problems of the outcome.
io::awaitable<void> ensure_images(run_state& run);
/// Networks and volumes, each in a task of the group.
void start_resources(run_state& run);
/// Creates, starts and watches one container until it is ready or has failed.
io::awaitable<void> bring_up(run_state& run, tracker& t);
/// Opens the event stream; after it returns nothing that is started is missed. Reads it in a task of the group.
io::awaitable<void> open_events(run_state& run);
/// Reads the container anew, unless that is under way, and feeds its machine.
void request_inspect(run_state& run, tracker& t);
/// Runs the service's own healthcheck until it succeeds or the machine is final.
io::awaitable<void> probe_eagerly(run_state& run, tracker& t);

}  // namespace dockverify::up

// Removes what belongs to a project: containers, dependents first, then networks, and volumes when asked.
#pragma once

#include "compose/project.hpp"
#include "engine/api/client.hpp"
#include "observe/live_stack.hpp"
#include "plan/plan.hpp"
#include "report/progress.hpp"

namespace dockverify::up {

struct down_options {
  std::vector<std::string> services;  ///< empty: all; else only their containers, and no networks or volumes
  bool volumes = false;               ///< --volumes: named ones that the project declares, and anonymous ones
  bool remove_orphans = false;
  std::optional<std::chrono::seconds> grace;
  io::time_point deadline = io::no_deadline, begun;
};

struct down_outcome {
  std::vector<timeline_entry> timeline;
  std::vector<std::string> left;  ///< what could not be removed, and why
  std::vector<std::string> warnings;
  std::size_t containers = 0, networks = 0, volumes = 0;  ///< removed
  std::optional<io::failure> engine_lost;
  bool timed_out = false;
};

/// `project` may be without services: then everything that carries the project's labels is removed.
io::awaitable<down_outcome> take_down(engine::client& client, compose::project const& project, observe::live_stack live,
                                      down_options options, progress_sink& progress);

}  // namespace dockverify::up

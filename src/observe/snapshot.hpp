// Gathers a live_stack from an engine: reads only, each thing once, side by side. It never sends a write call, no exec
// either.
#pragma once

#include <string>
#include <vector>

#include "engine/api/client.hpp"
#include "observe/host_files.hpp"
#include "observe/live_stack.hpp"

namespace dockverify::observe {

struct snapshot_query {
  std::string project;                ///< compose project name: everything that carries its label is read
  std::vector<std::string> images;    ///< references the project runs
  std::vector<std::string> networks;  ///< the engine's names, external ones too
  std::vector<std::string> volumes;
  bool facts = false;  ///< what the kernel enforces, of running containers
};

/// Objects that vanish meanwhile are left out. Any other failure of a read ends the whole: half a picture would look
/// like drift. Facts are the exception: one that cannot be had is `undetermined` with the reason.
io::awaitable<io::result<live_stack>> snapshot(engine::client& client, snapshot_query query,
                                               engine::call_options options = {}, host_files files = host_files());

/// `stack` with these containers read anew: ids it does not know are added, vanished ones are dropped.
io::awaitable<io::result<live_stack>> refresh(engine::client& client, live_stack stack, std::vector<std::string> ids,
                                              bool facts, engine::call_options options = {},
                                              host_files files = host_files());

/// What runs in fact in one container. A failure only when the engine is lost or the time is up.
io::awaitable<io::result<effective_facts>> gather_facts(engine::client& client, live_container container,
                                                        engine_host host, engine::call_options options = {},
                                                        host_files files = host_files());

}  // namespace dockverify::observe

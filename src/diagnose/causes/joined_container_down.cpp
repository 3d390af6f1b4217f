// DVS030: network_mode, ipc or pid of another container needs that container to run.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"non running container", "cannot join network namespace of"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "the container whose network it shares does not run", {*said},
               "start that one first (depends_on); when it was replaced, recreate this one");
}

}  // namespace

extern cause const joined_container_down;
cause const joined_container_down{
    "DVS030", "joined-container-down", "the container whose network is shared does not run",
    "network_mode: service:x (or container:x) joins a running container. It is down, or it was replaced by a new one.",
    &match};

}  // namespace dockverify::diagnose

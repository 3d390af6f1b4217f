// DVS039: Docker Desktop only mounts what it shares with its virtual machine.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"mounts denied", "is not shared from the host"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "a bind mount uses a folder that Docker Desktop does not share", {*said},
               "add the folder in Settings, Resources, File sharing");
}

}  // namespace

extern cause const path_not_shared;
cause const path_not_shared{
    "DVS039", "path-not-shared", "the host path is not shared with Docker Desktop",
    "Docker Desktop runs the engine in a virtual machine and mounts only the folders in its file-sharing settings.",
    &match};

}  // namespace dockverify::diagnose

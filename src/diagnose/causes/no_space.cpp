// DVS009: a full disk shows up in the engine's answers and in the logs of programs alike.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  needles const text{"no space left on device", "enospc"};
  if (auto const said = engine_says(context, text)) {
    return found(score::refused_exactly, "the engine's disk is full", {*said},
                 "look at `docker system df`, then remove what is not needed; check inodes with `df -i` as well",
                 "docker image prune && docker builder prune");
  }
  auto const said = log_says(context, text);
  if (!said) return std::nullopt;
  return found(score::logged_exactly, "a file system that the program writes to is full", {*said},
               "look at `docker system df`, the volume's disk, and the size of any tmpfs or /dev/shm (shm_size)");
}

}  // namespace

extern cause const no_space;
cause const no_space{"DVS009", "no-space", "no space left on the disk",
                     "A file system is full, or out of inodes. Images, build cache, volumes and container logs live "
                     "under the engine's data root.",
                     &match};

}  // namespace dockverify::diagnose

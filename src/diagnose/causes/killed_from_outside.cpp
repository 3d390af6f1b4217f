// DVS045: SIGKILL without an out-of-memory record of its own.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  if (was_out_of_memory(context) || exit_code(context) != 137) return std::nullopt;
  if (got_signal(context, "9")) {
    return found(score::exit_code + 5, "it was killed through the engine (docker kill)",
                 {{"events", "kill (signal 9)"}}, "find out who did: another tool, a script or a supervisor");
  }
  return found(score::exit_code + 2, "it was killed from outside, and not for its own memory limit", {},
               "look into the host's kernel log for the out-of-memory killer, and for supervisors that end processes",
               "dmesg | grep -i 'out of memory'");
}

}  // namespace

extern cause const killed_from_outside;
cause const killed_from_outside{"DVS045", "killed-from-outside", "killed by SIGKILL from outside",
                                "Somebody ran docker kill, a supervisor acted, or the host itself ran out of memory "
                                "(then the container's own flag stays false).",
                                &match};

}  // namespace dockverify::diagnose

// DVS044: stopped, did not react to SIGTERM in time, killed.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  if (was_out_of_memory(context) || exit_code(context) != 137 || !got_signal(context, "15") ||
      !got_signal(context, "9"))
    return std::nullopt;
  return found(score::recorded, "it was told to stop, did not, and was killed",
               {{"events", "kill (signal 15), kill (signal 9), die (137)"}},
               "start the program in exec form or with `exec` in the script, set init: true, or another stop_signal; a "
               "slow one needs a longer "
               "stop_grace_period");
}

}  // namespace

extern cause const killed_after_stop;
cause const killed_after_stop{"DVS044", "killed-after-stop", "killed because it did not stop in time",
                              "It was told to stop and did not end within the grace period, so the engine killed it. "
                              "Usual reason: a shell as process 1 that does not pass signals on.",
                              &match};

}  // namespace dockverify::diagnose

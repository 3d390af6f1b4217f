// DVS048: it ended without an error, but a service has to stay.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  if (context.one_shot || was_out_of_memory(context)) return std::nullopt;
  auto const code = exit_code(context);
  if (code != 0 && code != 143) return std::nullopt;
  std::string const status = state_status(context);
  if (status != "exited" && status != "dead" && status != "restarting") return std::nullopt;
  if (*code == 143) {
    return found(score::exit_code + 5, "it was told to stop (SIGTERM) and did", {},
                 "find out who stopped it: docker stop, another tool, or a host that shut down");
  }
  return found(score::exit_code + 5,
               "it ended with exit code " + describe_exit_code(*code) + ", but was to keep running", {},
               "run the program in the foreground (no daemon mode); a task that is to end needs dependents with "
               "service_completed_successfully");
}

}  // namespace

extern cause const exited_at_once;
cause const exited_at_once{"DVS048", "exited-at-once", "it ended, though nothing went wrong",
                           "The main process ended successfully. A service whose command puts its work into the "
                           "background, or a shell without a terminal, ends at once.",
                           &match};

}  // namespace dockverify::diagnose

// DVS000: whatever is known, when nothing more specific matches, so that a failure is never left unexplained.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  std::string const status = state_status(context);
  if (context.refused) {
    return found(score::general, "the engine refused " + context.refused->operation, {},
                 "the engine's answer says why; it is quoted below");
  }
  if (std::string const error = state_error(context); !error.empty()) {
    return found(score::general, "the engine could not start it", {},
                 "the engine's error says why; it is quoted below");
  }
  if (auto const code = exit_code(context); code && status != "running") {
    return found(score::general, "it ended with exit code " + describe_exit_code(*code), {},
                 "read its last log lines for the reason");
  }
  if (context.timed_out) {
    std::string const waited = context.waiting_for.empty() ? "" : "; it waited for " + context.waiting_for;
    return found(score::general, "it was not ready when the deadline passed" + waited, {},
                 "raise --timeout when it merely needs longer");
  }
  return found(score::general, "it did not become ready" + (status.empty() ? "" : " (state: " + status + ")"), {},
               "read its last log lines for the reason");
}

}  // namespace

extern cause const not_started;
cause const not_started{"DVS000", "not-started", "no known cause matches",
                        "None of the known causes fits the evidence. State, exit code, the engine's answer, the last "
                        "probe and the last log lines are quoted.",
                        &match};

}  // namespace dockverify::diagnose

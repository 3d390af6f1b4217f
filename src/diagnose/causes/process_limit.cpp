// DVS049: fork fails when pids_limit or the user's limit is reached.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(
      context, {"can't fork", "fork: retry", "fork: resource temporarily unavailable",
                "pthread_create failed: resource temporarily unavailable", "unable to create new native thread"});
  if (!said) return std::nullopt;
  return found(score::logged_exactly, "it may not start another process or thread", {*said},
               "raise pids_limit (deploy.resources.limits.pids) or start fewer workers");
}

}  // namespace

extern cause const process_limit;
cause const process_limit{"DVS049", "process-limit", "no further process or thread may be started",
                          "The limit for processes is reached: pids_limit counts threads as well.", &match};

}  // namespace dockverify::diagnose

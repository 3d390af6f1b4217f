// DVS080: a restart policy hides failures: it looks like running between two exits.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  int const n = restarts(context);
  if (n == 0 && state_status(context) != "restarting") return std::nullopt;
  std::string message = "it ends and is restarted over and over";
  if (auto const code = exit_code(context)) message += ", last with exit code " + describe_exit_code(*code);
  return found(score::repeated, std::move(message), {{"RestartCount", std::to_string(n)}},
               "read the last log lines for what ends it; restart: \"no\" makes it stay down for a look");
}

}  // namespace

extern cause const crash_loop;
cause const crash_loop{
    "DVS080", "crash-loop", "it starts and ends over and over",
    "The restart policy starts it again each time, so it looks like running for moments. What ends it is in the log.",
    &match};

}  // namespace dockverify::diagnose

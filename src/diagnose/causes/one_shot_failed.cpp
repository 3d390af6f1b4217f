// DVS057: a task that others wait for ended with an error.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const code = exit_code(context);
  if (!context.one_shot || !code || *code == 0) return std::nullopt;
  return found(score::exit_code + 1, "the task ended with exit code " + describe_exit_code(*code) + " instead of 0", {},
               "read its last log lines; what waits for it starts only after exit code 0");
}

}  // namespace

extern cause const one_shot_failed;
cause const one_shot_failed{
    "DVS057", "one-shot-failed", "a task that others wait for ended with an error",
    "A service that others await with service_completed_successfully ended with an exit code other than 0.", &match};

}  // namespace dockverify::diagnose

// DVS054: the check ran, and answered that the service is not well.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const probe = last_probe(context);
  if (!is_unhealthy(context) && !(probe && state_status(context) == "running")) return std::nullopt;
  std::vector<evidence> evidences;
  std::string message = "it runs, but its healthcheck fails";
  if (probe) {
    if (probe->exit_code >= 0) message += " with exit code " + describe_exit_code(probe->exit_code);
    if (!probe->output.empty()) evidences.push_back({probe->source, shortened(probe->output, 1000)});
  }
  verdict v =
      found(score::health, std::move(message), std::move(evidences),
            "read the check's output and the log; a service that merely needs longer to start wants a start_period");
  v.about_healthcheck = true;
  return v;
}

}  // namespace

extern cause const unhealthy;
cause const unhealthy{
    "DVS054", "unhealthy", "the healthcheck fails",
    "The container runs, and its healthcheck failed as often as retries allows. The check's output says what it saw.",
    &match};

}  // namespace dockverify::diagnose

// DVS053: the engine ends a check that takes longer than its timeout.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const probe = last_probe(context);
  if (!probe || !has(probe->output, {"health check exceeded timeout"})) return std::nullopt;
  std::string const limit = between(probe->output, "exceeded timeout (", ")");
  verdict v = found(
      score::recorded - 5, "the healthcheck takes longer than its timeout" + (limit.empty() ? "" : " of " + limit),
      {{probe->source, shortened(probe->output, 600)}},
      "raise healthcheck.timeout when the check is merely slow; otherwise find out what the service waits for");
  v.about_healthcheck = true;
  return v;
}

}  // namespace

extern cause const healthcheck_timeout;
cause const healthcheck_timeout{"DVS053", "healthcheck-timeout", "the healthcheck takes longer than its timeout",
                                "The check did not end in time. The service is slow or hangs, or the timeout is "
                                "shorter than the check's own start-up.",
                                &match};

}  // namespace dockverify::diagnose

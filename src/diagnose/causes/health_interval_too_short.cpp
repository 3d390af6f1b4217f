// DVS020: a duration without its unit counts nanoseconds.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"in healthcheck cannot be less than"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "a duration of the healthcheck is under 1 ms", {*said},
               "write the unit: 10s, not 10");
}

}  // namespace

extern cause const health_interval_too_short;
cause const health_interval_too_short{
    "DVS020", "health-interval-too-short", "a healthcheck duration is under 1 ms",
    "The engine accepts no healthcheck duration between 0 and 1 ms. The usual reason is a missing unit.", &match};

}  // namespace dockverify::diagnose

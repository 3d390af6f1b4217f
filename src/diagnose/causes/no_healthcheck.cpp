// DVS055: a dependent waits for a health that nothing ever reports.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = anyone_says(context, {"has no healthcheck configured"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly + 1, "a service that has no healthcheck is waited for as service_healthy",
               {*said}, "give it a healthcheck, or wait with service_started");
}

}  // namespace

extern cause const no_healthcheck;
cause const no_healthcheck{"DVS055", "no-healthcheck", "a dependent waits for health, but there is no healthcheck",
                           "condition: service_healthy needs a healthcheck in the file or the image; `disable: true` "
                           "and test: NONE remove it.",
                           &match};

}  // namespace dockverify::diagnose

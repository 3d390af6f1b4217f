// DVS017: restart policies and retry counts that exclude each other.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"invalid restart policy", "with restart policy", "maximum retry count"});
  if (!said) return std::nullopt;
  return found(score::refused, "the restart policy is not valid", {*said},
               "use no, always, unless-stopped or on-failure[:count]");
}

}  // namespace

extern cause const invalid_restart_policy;
cause const invalid_restart_policy{
    "DVS017", "invalid-restart-policy", "the restart policy is not valid",
    "restart: is no, always, on-failure[:count] or unless-stopped; only on-failure takes a count.", &match};

}  // namespace dockverify::diagnose

// DVS006: anonymous pulls are counted by address, which CI machines share.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"toomanyrequests", "pull rate limit"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "the registry's pull limit is used up", {*said},
               "log in, wait, or pull through a mirror", "docker login");
}

}  // namespace

extern cause const pull_rate_limit;
cause const pull_rate_limit{
    "DVS006", "pull-rate-limit", "the registry's pull limit is used up",
    "Registries limit pulls by account or, for anonymous ones, by address. Many CI machines share one address.",
    &match};

}  // namespace dockverify::diagnose

// DVS035: about thirty bridge networks use up the engine's default pools.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(
      context, {"all predefined address pools have been fully subnetted", "non-overlapping ipv4 address pool"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "the engine has no subnet left for another network", {*said},
               "remove networks that nothing uses, disconnect the VPN while creating it, or enlarge "
               "default-address-pools in daemon.json",
               "docker network prune");
}

}  // namespace

extern cause const address_pools_exhausted;
cause const address_pools_exhausted{"DVS035", "address-pools-exhausted",
                                    "the engine has no subnet left for another network",
                                    "Every network takes a subnet of the engine's address pools, which hold about "
                                    "thirty. Routes of a VPN take some away.",
                                    &match};

}  // namespace dockverify::diagnose

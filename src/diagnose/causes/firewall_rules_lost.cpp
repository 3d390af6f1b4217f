// DVS037: a firewall restart removes the chains the engine relies on.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"no chain/target/match by that name"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "the engine's firewall chains are gone", {*said},
               "restart the engine, which makes them again", "systemctl restart docker");
}

}  // namespace

extern cause const firewall_rules_lost;
cause const firewall_rules_lost{
    "DVS037", "firewall-rules-lost", "the engine's firewall chains are gone",
    "The engine makes its iptables chains when it starts. Restarting firewalld or flushing iptables removes them.",
    &match};

}  // namespace dockverify::diagnose

// DVS034: static addresses that are taken or outside of the subnet.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"no configured subnet", "address already in use"});
  if (!said) return std::nullopt;
  if (!has(said->text, {"no configured subnet"}) && has(said->text, {"bind", "listen"})) return std::nullopt;
  return found(score::refused, "the static IP address can't be used", {*said},
               "choose an address inside of the subnet of the network (ipam) that no other container has");
}

}  // namespace

extern cause const address_not_usable;
cause const address_not_usable{
    "DVS034", "address-not-usable", "the static IP address can't be used",
    "ipv4_address must lie in a subnet that the network declares under ipam, and only one container may have it.",
    &match};

}  // namespace dockverify::diagnose

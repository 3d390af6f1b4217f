// DVS036: two networks of one engine can't share addresses.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"pool overlaps with other one"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "the subnet of a network overlaps with another network", {*said},
               "choose another subnet under ipam, or leave it out and let the engine choose");
}

}  // namespace

extern cause const subnet_overlaps;
cause const subnet_overlaps{"DVS036", "subnet-overlaps", "the subnet of a network overlaps with another one",
                            "A subnet given under ipam is (partly) used by another network of this engine.", &match};

}  // namespace dockverify::diagnose

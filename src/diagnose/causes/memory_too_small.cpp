// DVS013: almost always a unit that was forgotten.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"minimum memory limit", "minimum memoryswap limit",
                                          "minimum memory reservation", "should be larger than memory limit"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "a memory limit is lower than the engine accepts", {*said},
               "give the unit: 256m, not 256; memswap_limit may not be lower than the memory limit");
}

}  // namespace

extern cause const memory_too_small;
cause const memory_too_small{"DVS013", "memory-too-small", "the memory limit is below what the engine accepts",
                             "The engine accepts no memory limit under 6 MiB. A number without a unit counts bytes.",
                             &match};

}  // namespace dockverify::diagnose

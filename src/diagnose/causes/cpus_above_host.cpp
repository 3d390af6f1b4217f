// DVS012: a limit copied from a bigger machine.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"range of cpus is from"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "the cpus limit is higher than the host has processors", {*said},
               "lower cpus (deploy.resources.limits.cpus) to what the message allows");
}

}  // namespace

extern cause const cpus_above_host;
cause const cpus_above_host{"DVS012", "cpus-above-host", "more CPUs asked for than the host has",
                            "The cpus limit must lie between 0.01 and the number of processors of the engine's host.",
                            &match};

}  // namespace dockverify::diagnose

// DVS032: GPUs need a toolkit beside the engine.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"could not select device driver"});
  if (!said) return std::nullopt;
  return found(
      score::refused_exactly, "the engine has no driver for the GPU that the service reserves", {*said},
      "install the vendor's container toolkit on the engine's host and restart the engine, or remove the reservation");
}

}  // namespace

extern cause const gpu_driver_missing;
cause const gpu_driver_missing{"DVS032", "gpu-driver-missing", "the engine has no driver for the GPU",
                               "A reservation of devices needs the vendor's container toolkit on the engine's host.",
                               &match};

}  // namespace dockverify::diagnose

// DVS031: devices are paths on the host that may be absent there.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"error gathering device information"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "a device of the service does not exist on the engine's host", {*said},
               "check the path under devices: and that its driver is loaded");
}

}  // namespace

extern cause const device_missing;
cause const device_missing{"DVS031", "device-missing", "a device is not there",
                           "A path under devices: does not exist on the engine's host, or its driver is not loaded.",
                           &match};

}  // namespace dockverify::diagnose

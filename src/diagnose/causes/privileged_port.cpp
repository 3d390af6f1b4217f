// DVS024: rootless engines may not open ports below 1024.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"cannot expose privileged port"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "this engine runs without root and may not publish a port below 1024", {*said},
               "publish a port from 1024 on, or lower net.ipv4.ip_unprivileged_port_start on the host");
}

}  // namespace

extern cause const privileged_port;
cause const privileged_port{"DVS024", "privileged-port", "a rootless engine may not publish a low port",
                            "Ports below 1024 need a right that an engine without root does not have.", &match};

}  // namespace dockverify::diagnose

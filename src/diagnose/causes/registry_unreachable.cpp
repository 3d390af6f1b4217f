// DVS008: network, name and certificate errors while talking to a registry, not those of the program inside.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  if (!context.refused || !has(context.refused->operation, {"/images/", "/build", "pull", "build"}))
    return std::nullopt;
  auto const said = engine_says(context, {"no such host", "x509:", "proxyconnect", "i/o timeout", "connection refused",
                                          "tls: ", "temporary failure in name resolution", "tls handshake timeout",
                                          "context deadline exceeded", "client.timeout exceeded"});
  if (!said) return std::nullopt;
  bool const certificate = has(said->text, {"x509:", "tls: "});
  return found(score::refused, "the registry of " + context.image + " can't be reached", {*said},
               certificate ? "install the registry's certificate authority on the engine's host (/etc/docker/certs.d)"
                           : "check name resolution, proxy and firewall on the engine's host");
}

}  // namespace

extern cause const registry_unreachable;
cause const registry_unreachable{"DVS008", "registry-unreachable", "the registry can't be reached",
                                 "The engine (not this machine, when it is remote) could not talk to the registry: "
                                 "name resolution, proxy, firewall or certificate.",
                                 &match};

}  // namespace dockverify::diagnose

// DVS061: service names exist only on a shared network and while the target runs.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said =
      log_says(context, {"could not translate host name", "enotfound", "eai_again",
                         "temporary failure in name resolution", "name or service not known", "could not resolve host",
                         "no such host", "bad address", "getaddrinfo failed", "name does not resolve"});
  if (!said) return std::nullopt;
  return found(score::logged, "it could not resolve a host name", {*said},
               "check the name, that both services share a network, and that the other one runs by then (depends_on)");
}

}  // namespace

extern cause const name_not_resolved;
cause const name_not_resolved{
    "DVS061", "name-not-resolved", "a host name could not be resolved",
    "A service name is known on the networks that both share, and only while the target runs.", &match};

}  // namespace dockverify::diagnose

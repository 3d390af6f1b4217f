// DVS022: another container publishes the port; the engine does not say which one.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"port is already allocated"});
  if (!said) return std::nullopt;
  std::string const address = between(said->text, "Bind for ", " failed");
  std::string message =
      "the port " + (address.empty() ? std::string{"to publish"} : address) + " is already published by ";
  message += context.port_holder.empty() ? "another container" : context.port_holder;
  std::string const port = address.substr(address.rfind(':') + 1);
  return found(
      score::refused_exactly, std::move(message), {*said},
      "stop the other container, or publish another host port; without a host port the engine picks a free one",
      address.empty() ? "" : "docker ps --filter publish=" + port);
}

}  // namespace

extern cause const port_taken_by_container;
cause const port_taken_by_container{"DVS022", "port-taken-by-container", "another container publishes the same port",
                                    "A host port can be published once for an address. \"port is already allocated\" "
                                    "means that the engine itself gave it to another container.",
                                    &match};

}  // namespace dockverify::diagnose

// DVS029: containers keep the id of a network that was removed and made anew.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"network"});
  if (!said) return std::nullopt;
  if (!has(said->text, {" not found"}) || !has(said->text, {"network "})) return std::nullopt;
  return found(score::refused, "a network that the container belongs to does not exist any more", {*said},
               "recreate the container, so that it joins the network of today",
               "docker compose up -d --force-recreate " + context.service);
}

}  // namespace

extern cause const network_gone;
cause const network_gone{"DVS029", "network-gone", "a network of the container does not exist any more",
                         "The container was created with a network that is gone. A new network of the same name does "
                         "not help: the container remembers the id.",
                         &match};

}  // namespace dockverify::diagnose

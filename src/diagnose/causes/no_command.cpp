// DVS019: images from scratch or `docker import` have no default command.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"no command specified"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "neither the image nor the service says what to run", {*said},
               "give command: or entrypoint:, or set CMD in the Dockerfile");
}

}  // namespace

extern cause const no_command;
cause const no_command{"DVS019", "no-command", "neither image nor service has a command",
                       "The image defines no ENTRYPOINT or CMD, and the service does not give one.", &match};

}  // namespace dockverify::diagnose

// DVS007: an image without a variant for this machine can only be replaced or emulated.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"no matching manifest for", "does not match the specified platform"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, context.image + " is not published for this platform", {*said},
               "choose a tag that is published for this architecture, or set platform: on the service and have "
               "emulation installed");
}

}  // namespace

extern cause const platform_missing;
cause const platform_missing{"DVS007", "platform-missing", "the image has no variant for this platform",
                             "The image was published for other processor architectures than the engine's.", &match};

}  // namespace dockverify::diagnose

// DVS003: the engine says it has no such image, and nothing pulled or built it.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"no such image"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "image " + context.image + " is not on the engine", {*said},
               "pull or build it first; check the name, the tag and pull_policy",
               "docker pull " + shell_word(context.image));
}

}  // namespace

extern cause const image_absent;
cause const image_absent{"DVS003", "image-absent", "the image is not on the engine",
                         "The container was to be created from an image that the engine does not have. Either nothing "
                         "pulled or built it (pull_policy: never), or the name or tag is misspelt.",
                         &match};

}  // namespace dockverify::diagnose

// DVS081: the image could not be built. Not in the catalogue of engine texts: the builder's own output says why.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  if (!context.refused || context.refused->operation.rfind("POST /build", 0) != 0) return std::nullopt;
  return found(score::general + 1, "its image could not be built", {},
               "build it alone for the builder's whole output: docker compose build " + shell_word(context.service));
}

}  // namespace

extern cause const build_failed;
cause const build_failed{
    "DVS081", "build-failed", "the image could not be built",
    "A step of the Dockerfile failed, or the build context could not be read. Nothing was started.", &match};

}  // namespace dockverify::diagnose

// DVS027: a missing host file was silently made a directory by the engine.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"are you trying to mount a directory onto a file"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly + 1, "a bind mount puts a directory on a file, or a file on a directory", {*said},
               "the host path was probably missing and the engine made a directory: remove that directory, put the "
               "file there, and recreate the container");
}

}  // namespace

extern cause const directory_mounted_on_file;
cause const directory_mounted_on_file{
    "DVS027", "directory-mounted-on-file", "a directory is mounted on a file, or the other way round",
    "When the source of a short-form bind mount is missing, the engine makes a directory of that name. A later file of "
    "the image at the target does not fit then.",
    &match};

}  // namespace dockverify::diagnose

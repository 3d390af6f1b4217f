// DVS018: a working directory that is relative, or is a file in the image.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"working directory '", "chdir to cwd", "cannot mkdir:"});
  if (!said) return std::nullopt;
  return found(score::refused, "the working directory can't be used", {*said},
               "make working_dir absolute, check that it is a directory in the image and that the user may enter it");
}

}  // namespace

extern cause const invalid_working_directory;
cause const invalid_working_directory{
    "DVS018", "invalid-working-directory", "the working directory can't be used",
    "working_dir must be absolute and must not be a file; a user without the right to enter it fails as well.", &match};

}  // namespace dockverify::diagnose

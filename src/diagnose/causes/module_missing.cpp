// DVS073: the program's own files or packages are not where it looks.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(context, {"modulenotfounderror", "could not import module", "cannot find module",
                                       "err_module_not_found", "no module named", "error loading shared libraries"});
  if (!said) return std::nullopt;
  return found(
      score::logged_exactly, "a module or library that the program needs is missing", {*said},
      "install it in the image's last stage; check working_dir, and whether a bind mount hides the built files");
}

}  // namespace

extern cause const module_missing;
cause const module_missing{"DVS073", "module-missing", "a module of the program is missing",
                           "A bind mount hides what the build put there, the working directory is another one, or the "
                           "dependency was not installed in the last stage.",
                           &match};

}  // namespace dockverify::diagnose

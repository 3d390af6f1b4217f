// DVS070: the user inside and the owner of the mounted files differ.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  if (exit_code(context) == 126) return std::nullopt;
  auto const said =
      log_says(context, {"permission denied", "is not writable", "eacces", "operation not permitted: '/"});
  if (!said) return std::nullopt;
  return found(score::logged, "the program may not use a file or directory that it needs", {*said},
               "compare the user it runs as (user:, USER) with the owner of the path: chown it in the Dockerfile "
               "before VOLUME, use a named volume, or "
               "change the owner on the host");
}

}  // namespace

extern cause const no_permission_for_data;
cause const no_permission_for_data{
    "DVS070", "no-permission-for-data", "the program may not read or write its files",
    "A volume or bind mount belongs to another user than the one that the program runs as.", &match};

}  // namespace dockverify::diagnose

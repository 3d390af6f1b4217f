// DVS011: mount specifications that no engine accepts.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"invalid volume specification", "mount path must be absolute",
                                          "includes invalid characters for a local volume name", "invalid mount config",
                                          "duplicate mount point", "invalid mount target"});
  if (!said) return std::nullopt;
  return found(
      score::refused, "a volume or mount is not specified correctly", {*said},
      "a target must be absolute and used once; a relative host path starts with ./ and a volume name has no slash");
}

}  // namespace

extern cause const invalid_mount;
cause const invalid_mount{"DVS011", "invalid-mount", "a volume or mount is not specified correctly",
                          "The engine could not make sense of a mount: a target that is not absolute, a name with "
                          "characters that volumes may not have, or two mounts on one target.",
                          &match};

}  // namespace dockverify::diagnose

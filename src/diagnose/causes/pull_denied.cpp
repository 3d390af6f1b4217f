// DVS005: private and misspelt images give the same answer, so both are named.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(
      context, {"pull access denied", "requested access to the resource is denied", "may require 'docker login'",
                "unauthorized: authentication required", "insufficient_scope"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "the registry refused to hand out " + context.image, {*said},
               "log in when it is private, otherwise correct the name: without a host it is looked up on Docker Hub",
               "docker login");
}

}  // namespace

extern cause const pull_denied;
cause const pull_denied{"DVS005", "pull-denied", "the registry refused to hand out the image",
                        "The registry does not say whether the repository is private or does not exist. A name without "
                        "a host means Docker Hub, and one without a slash its official images.",
                        &match};

}  // namespace dockverify::diagnose

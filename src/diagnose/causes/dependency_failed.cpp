// DVS056: the victim only waited: the one to look at is the service it names.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"dependency failed to start", "didn't complete successfully"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "a service that it depends on failed", {*said},
               "look at that service first: this one only waited");
}

}  // namespace

extern cause const dependency_failed;
cause const dependency_failed{"DVS056", "dependency-failed", "a service it depends on failed",
                              "depends_on was not fulfilled. The reason is with the other service.", &match};

}  // namespace dockverify::diagnose

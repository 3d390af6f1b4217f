// DVS015: a runtime that the engine was not configured with.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"unknown or invalid runtime name", "unknown runtime specified"});
  if (!said) return std::nullopt;
  return found(
      score::refused_exactly, "the engine does not know the runtime that the service asks for", {*said},
      "install and register the runtime in daemon.json, or remove runtime:; `docker info` lists what is there");
}

}  // namespace

extern cause const unknown_runtime;
cause const unknown_runtime{
    "DVS015", "unknown-runtime", "the engine does not know the runtime",
    "runtime: names an entry of the engine's configuration (daemon.json), which this engine does not have.", &match};

}  // namespace dockverify::diagnose

// DVS059: inside a container, localhost is the container and nothing else.
#include <string_view>

#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  for (std::string_view const refusal :
       {"connection refused", "econnrefused", "can't connect to", "could not connect to"}) {
    auto const said = log_says(context, {refusal});
    if (!said || !has(said->text, {"127.0.0.1", "localhost", "::1"})) continue;
    return found(score::logged, "it tries to reach another service on localhost, which is the container itself",
                 {*said}, "use the other service's name as host, as in postgres:5432, and its container port");
  }
  return std::nullopt;
}

}  // namespace

extern cause const localhost_in_container;
cause const localhost_in_container{"DVS059", "localhost-in-container", "it looks for another service on localhost",
                                   "Each container has its own network: 127.0.0.1 there is the container itself, not "
                                   "the host and not another service.",
                                   &match};

}  // namespace dockverify::diagnose

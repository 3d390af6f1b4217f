// DVS062: nginx resolves upstreams once, at start, and ends when one is unknown.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(context, {"host not found in upstream"});
  if (!said) return std::nullopt;
  std::string const name = between(said->text, "host not found in upstream \"", "\"");
  return found(score::logged_exactly + 2,
               "nginx could not resolve its upstream" + (name.empty() ? std::string{} : " " + name), {*said},
               "let nginx wait for that service (depends_on), or resolve while running: resolver 127.0.0.11 and a "
               "variable in proxy_pass");
}

}  // namespace

extern cause const nginx_upstream_unknown;
cause const nginx_upstream_unknown{
    "DVS062", "nginx-upstream-unknown", "nginx does not know an upstream",
    "nginx looks all upstream names up when it starts, and ends when one is not there yet.", &match};

}  // namespace dockverify::diagnose

// DVS023: a program on the host listens there; old and new engines say it differently.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said =
      engine_says(context, {"address already in use", "ports are not available", "failed to bind host port"});
  if (!said) return std::nullopt;
  // Without a word of binding it is a container address that is taken, which is another cause.
  if (!has(said->text, {"bind", "listen", "ports are not available"})) return std::nullopt;
  std::string address = between(said->text, "failed to bind host port for ", ": ");
  for (std::string_view const family :
       {"listen tcp4 ", "listen tcp6 ", "listen tcp ", "listen udp4 ", "listen udp ", "host port "}) {
    if (address.empty()) address = between(said->text, family, ": ");
  }
  // Newer engines go on with the container's side: "0.0.0.0:80:172.18.0.2:80/tcp".
  std::size_t const host_end = address.find(':', address.find(':') + 1);
  if (host_end != std::string::npos && address.front() != '[') address.resize(host_end);
  std::string const port = address.substr(address.rfind(':') + 1);
  return found(score::refused_exactly,
               "a program on the host already listens on " + (address.empty() ? std::string{"the port"} : address),
               {*said}, "stop that program, or publish another host port",
               port.empty() ? "" : "ss -ltnp 'sport = :" + port + "'");
}

}  // namespace

extern cause const port_taken_by_process;
cause const port_taken_by_process{"DVS023", "port-taken-by-process", "a program on the host uses the port",
                                  "A host port that a program outside of the engine listens on can't be published.",
                                  &match};

}  // namespace dockverify::diagnose

// An endpoint in the user's own notation.
#include "engine/http/endpoint.hpp"

namespace dockverify::engine {

std::string endpoint::display() const {
  switch (transport) {
    case kind::unix_socket:
      return "unix://" + path;
    case kind::npipe:
      return "npipe://" + path;
    case kind::tcp:
      break;
  }
  bool const bracketed = host.find(':') != std::string::npos;
  return "tcp://" + (bracketed ? "[" + host + "]" : host) + ":" + std::to_string(port) + path;
}

}  // namespace dockverify::engine

// The parts of a word of EXPOSE: [[address:]host:]port[-end][/protocol].
#pragma once

#include <optional>
#include <string_view>

namespace dockverify::rules {

struct exposed_port {
  std::string_view host;      ///< everything before the last colon: an address, a host port; empty: none
  std::string_view port;      ///< "80", "8000-8010"
  std::string_view protocol;  ///< without the slash; empty: none
};

inline exposed_port split_exposed_port(std::string_view word) {
  exposed_port made;
  if (std::size_t const slash = word.rfind('/'); slash != std::string_view::npos) {
    made.protocol = word.substr(slash + 1);
    word = word.substr(0, slash);
  }
  if (std::size_t const colon = word.rfind(':'); colon != std::string_view::npos) {
    made.host = word.substr(0, colon + 1);
    word = word.substr(colon + 1);
  }
  made.port = word;
  return made;
}

}  // namespace dockverify::rules

// Where an engine is, as far as connecting to it needs to know. How users name it: engine/api/endpoint.hpp.
#pragma once

#include <cstdint>
#include <string>

namespace dockverify::engine {

struct endpoint {
  enum class kind : std::uint8_t { unix_socket, tcp, npipe };
  kind transport = kind::unix_socket;
  std::string path;        ///< unix socket or pipe path; for tcp the URL prefix
  std::string host;        ///< tcp only
  std::uint16_t port = 0;  ///< tcp only

  /// As the user would write it after -H, e.g. "unix:///var/run/docker.sock".
  [[nodiscard]] std::string display() const;
  /// True when the engine shares this machine's kernel by its address alone (a unix socket).
  [[nodiscard]] bool local() const noexcept { return transport == kind::unix_socket; }
};

}  // namespace dockverify::engine

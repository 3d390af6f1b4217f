// The Docker Engine API client. One client owns one endpoint's connections; its parts are the endpoint groups.
// Use from one thread or one strand. Every call takes an absolute deadline and honours the coroutine's cancellation.
#pragma once

#include <memory>
#include <string>

#include "engine/api/containers.hpp"
#include "engine/api/endpoint.hpp"
#include "engine/api/exec.hpp"
#include "engine/api/images.hpp"
#include "engine/api/networks.hpp"
#include "engine/api/system.hpp"
#include "engine/api/volumes.hpp"
#include "engine/io/result.hpp"

namespace spdlog {
class logger;
}

namespace dockverify::engine {

class transport;  // engine/http

struct client_options {
  /// Highest API version this client speaks; lowered to the engine's own.
  std::string max_api_version = "1.51";
  /// Connections kept for short requests; streams get their own. Sixteen gain nothing over four (engine-api.md section
  /// 6).
  std::size_t pool_size = 6;
  /// Replaces every use of write methods by a failure `invalid`: for commands that promise never to write.
  bool read_only = false;
  /// Gets one debug line a call, without queries and bodies. Null: none.
  std::shared_ptr<spdlog::logger> log;
};

class client {
 public:
  client(io::executor executor, endpoint where, client_options options = {});
  ~client();
  client(client const&) = delete;
  client& operator=(client const&) = delete;

  /// Pings the engine and settles the API version. Must succeed once before any other call.
  io::awaitable<io::result<negotiated>> connect(call_options options = {});
  [[nodiscard]] negotiated const& server() const noexcept;
  [[nodiscard]] endpoint const& where() const noexcept;
  /// Closes every connection: what waits fails with `cancelled`. Safe to call twice.
  void shutdown() noexcept;

  // References: calls are lazy coroutines and hold on to their group until they end.
  containers_api& containers() noexcept;
  exec_api& exec() noexcept;
  images_api& images() noexcept;
  networks_api& networks() noexcept;
  volumes_api& volumes() noexcept;
  system_api& system() noexcept;

 private:
  struct groups;
  std::unique_ptr<transport> transport_;
  std::unique_ptr<groups> groups_;
  negotiated server_;
};

}  // namespace dockverify::engine

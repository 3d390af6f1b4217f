// Requests to one engine: a few kept connections for short exchanges, an own connection for every stream, deadlines,
// cancellation, the retry on a stale connection, and connect errors that say what to do. Knows no JSON and no endpoint.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "engine/http/endpoint.hpp"
#include "engine/http/message.hpp"

namespace spdlog {
class logger;
}

namespace dockverify::engine {

struct transport_options {
  std::string max_api_version;
  std::size_t pool_size = 6;
  bool read_only = false;
  /// Gets one debug line a call: method, path without its query (build arguments are in there), outcome, time. Null:
  /// none.
  std::shared_ptr<spdlog::logger> log;
};

/// A reply whose body is read piece by piece on its own connection, which closes with it.
class reply_stream {
 public:
  class impl;
  explicit reply_stream(std::unique_ptr<impl> stream);
  reply_stream(reply_stream&&) noexcept;
  reply_stream& operator=(reply_stream&&) noexcept;
  ~reply_stream();

  [[nodiscard]] http::reply_head const& head() const noexcept;
  /// Empty at the clean end. After `timed_out` or `cancelled` reading may go on: no byte was lost.
  io::awaitable<io::result<std::string>> read_some(io::time_point until);
  void close() noexcept;

 private:
  std::unique_ptr<impl> impl_;
};

class transport {
 public:
  transport(io::executor where, endpoint to, transport_options options);
  ~transport();
  transport(transport const&) = delete;
  transport& operator=(transport const&) = delete;

  /// The whole reply, whatever its status. Failures carry no operation yet.
  io::awaitable<io::result<http::reply>> exchange(http::request what, io::time_point until);
  /// Returns when the reply's head is in.
  io::awaitable<io::result<reply_stream>> open(http::request what, io::time_point until);

  /// What the ping settled: the version all paths are prefixed with, and the builder the engine prefers.
  void settle(std::string api_version, std::string builder_version);
  [[nodiscard]] std::string const& api_version() const noexcept;
  [[nodiscard]] std::string const& builder_version() const noexcept;
  [[nodiscard]] endpoint const& where() const noexcept;
  [[nodiscard]] transport_options const& options() const noexcept;
  /// Closes every connection, streams included; later calls fail with `cancelled`.
  void shutdown() noexcept;

 private:
  struct state;
  friend class reply_stream;
  std::shared_ptr<state> state_;  // shared with calls under way: they fail with `cancelled` when the transport goes
};

}  // namespace dockverify::engine

// A connected stream of bytes, whatever carries it. Callers never see the socket, so that a Windows pipe or TLS can
// join behind this seam. One generic socket serves unix and TCP: no variant, no virtual call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "engine/io/result.hpp"

namespace dockverify::io {

class byte_stream {
 public:
  explicit byte_stream(executor where);
  byte_stream(byte_stream&&) noexcept;
  byte_stream& operator=(byte_stream&&) noexcept;
  /// Closes the connection.
  ~byte_stream();

  awaitable<result<void>> connect_unix(std::string path, time_point until);
  /// Tries every address of `host` in order.
  awaitable<result<void>> connect_tcp(std::string host, std::uint16_t port, time_point until);

  /// At least one byte, or 0 at the peer's end of stream. A cancelled or timed out read has consumed nothing.
  awaitable<result<std::size_t>> read_some(std::span<std::byte> into);
  /// Writes all of it. After a failure it is unknown how much the peer got.
  awaitable<result<void>> write(std::span<std::byte const> bytes);
  awaitable<result<void>> write(std::string_view text);
  /// Half close: the peer sees the end of stream, reading goes on.
  void finish_writing() noexcept;
  /// What waits on the stream fails with `cancelled`. Safe to call twice.
  void close() noexcept;
  [[nodiscard]] bool is_open() const noexcept;
  /// For a stream nobody expects bytes on: true when the peer has closed it or talks out of turn.
  [[nodiscard]] bool stale() const noexcept;

 private:
  friend class deadline;
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace dockverify::io

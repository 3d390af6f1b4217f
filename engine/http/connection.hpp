// One HTTP/1.1 connection: requests out, replies in, one after the other. Beast stays behind this header.
#pragma once

#include <memory>
#include <string>

#include "engine/http/message.hpp"
#include "engine/io/byte_stream.hpp"

namespace dockverify::http {

class connection {
 public:
  explicit connection(io::executor where);
  connection(connection const&) = delete;
  connection& operator=(connection const&) = delete;
  ~connection();

  /// To connect it, to close it, to put a deadline on it.
  io::byte_stream& stream() noexcept;

  io::awaitable<io::result<void>> send(request const& what, std::string target);
  /// The next reply's head; interim (1xx) replies are skipped, except 101, after which the body is the raw stream.
  io::awaitable<io::result<reply_head>> read_head();
  /// The next piece of the body, as large as what has arrived; empty at its end.
  io::awaitable<io::result<std::string>> read_body();

  /// True when any byte of the current reply came in.
  [[nodiscard]] bool answered() const noexcept;
  /// True when the reply is read to its end and the peer keeps the connection.
  [[nodiscard]] bool reusable() const noexcept;

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace dockverify::http

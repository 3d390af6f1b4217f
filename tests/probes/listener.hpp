// A real TCP peer on this host's loopback that treats everyone who connects in one way.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <deque>
#include <string>

#include "engine/io/result.hpp"

namespace dockverify::test {

enum class manner : std::uint8_t { greets, stays_silent, closes, resets };

class listener {
 public:
  using tcp = io::asio::ip::tcp;

  listener(io::asio::io_context& context, manner how, std::string const& address = "127.0.0.1",
           std::string greeting = "SSH-2.0-made_up\r\n")
      : acceptor_(context, tcp::endpoint(io::asio::ip::make_address(address), 0)),
        how_(how),
        greeting_(std::move(greeting)) {
    accept();
  }
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  [[nodiscard]] std::size_t accepted() const noexcept { return accepted_; }

 private:
  void accept() {
    acceptor_.async_accept([this](io::error_code ec, tcp::socket socket) {
      if (ec) return;
      ++accepted_;
      treat(std::move(socket));
      accept();
    });
  }
  void treat(tcp::socket socket) {
    io::error_code ignored;
    if (how_ == manner::closes) return;
    if (how_ == manner::resets) {
      socket.set_option(io::asio::socket_base::linger(true, 0), ignored);
      return;
    }
    if (how_ == manner::greets) io::asio::write(socket, io::asio::buffer(greeting_), ignored);
    kept_.push_back(std::move(socket));
  }

  tcp::acceptor acceptor_;
  manner how_;
  std::string greeting_;
  std::size_t accepted_ = 0;
  std::deque<tcp::socket> kept_;
};

/// A port that was free a moment ago.
inline std::uint16_t unused_port(io::asio::io_context& context) {
  io::asio::ip::tcp::acceptor const acceptor(context, {io::asio::ip::make_address("127.0.0.1"), 0});
  return acceptor.local_endpoint().port();
}

}  // namespace dockverify::test

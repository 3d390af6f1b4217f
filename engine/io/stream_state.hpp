// What byte_stream and deadline share: the socket and why it was stopped. Private to engine/io.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>

#include "engine/io/byte_stream.hpp"

namespace dockverify::io {

struct byte_stream::state {
  explicit state(executor where) : socket(std::move(where)) {}

  asio::generic::stream_protocol::socket socket;
  bool closed = false;   // by us: a failing operation means `cancelled`
  bool expired = false;  // by a deadline: it means `timed_out`

  void expire() noexcept {
    expired = true;
    error_code ignored;
    socket.cancel(ignored);
  }
};

}  // namespace dockverify::io

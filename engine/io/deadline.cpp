// The timer's handler shares the stream's state, so neither side can outlive the other.
#include "engine/io/deadline.hpp"

#include <boost/asio/steady_timer.hpp>

#include "engine/io/stream_state.hpp"

namespace dockverify::io {

struct deadline::watch {
  std::shared_ptr<byte_stream::state> stream;
  asio::steady_timer timer;
  bool active = true;
};

deadline::deadline(byte_stream& stream, time_point until) {
  if (until == no_deadline) return;
  auto const where = stream.state_->socket.get_executor();
  watch_.reset(new watch{stream.state_, asio::steady_timer(where, until)});
  if (until <= clock::now()) {
    watch_->stream->expire();
    return;
  }
  watch_->timer.async_wait([shared = watch_](error_code ec) {
    if (!ec && shared->active) shared->stream->expire();
  });
}

deadline::~deadline() {
  if (!watch_) return;
  watch_->active = false;
  watch_->stream->expired = false;
  watch_->timer.cancel();
}

bool deadline::expired() const noexcept {
  return watch_ && watch_->stream->expired;
}

}  // namespace dockverify::io

// Every operation: asks for an earlier stop, starts one plain socket operation, names its error by what stopped it.
#include "engine/io/byte_stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/socket_base.hpp>
#include <string_view>
#include <vector>

#include "engine/io/deadline.hpp"
#include "engine/io/event.hpp"
#include "engine/io/sleep.hpp"
#include "engine/io/stream_state.hpp"
#include "engine/io/token.hpp"

namespace dockverify::io {
namespace {

using generic_endpoint = asio::generic::stream_protocol::endpoint;

failure failed(failure_kind kind, error_code code, std::string operation) {
  return failure{kind, code, 0, std::move(operation), code ? code.message() : std::string(to_string(kind))};
}

failure_kind kind_of(error_code code) {
  namespace errc = boost::system::errc;
  if (code == errc::permission_denied || code == errc::operation_not_permitted) return failure_kind::denied;
  if (code == errc::operation_canceled) return failure_kind::cancelled;
  if (code == errc::timed_out) return failure_kind::timed_out;
  return failure_kind::unreachable;
}

template <class State>
failure failure_of(State const& stream, error_code code, char const* operation) {
  if (stream.closed) return failed(failure_kind::cancelled, asio::error::operation_aborted, operation);
  if (stream.expired) return failed(failure_kind::timed_out, asio::error::timed_out, operation);
  return failed(kind_of(code), code, operation);
}

// Why an operation must not even start, if there is a reason: Asio aborts running operations only.
template <class State>
error_code stopped(State const& stream, asio::cancellation_state const& cancellation) {
  if (stream.closed || stream.expired || was_cancelled(cancellation)) return asio::error::operation_aborted;
  return {};
}

// Shared with the resolver's handler: getaddrinfo can't be interrupted, so the waiter leaves it behind.
struct lookup {
  explicit lookup(executor const& where) : resolver(where), done(where) {}
  asio::ip::tcp::resolver resolver;
  event done;
  bool finished = false;
  error_code code;
  std::vector<asio::ip::tcp::endpoint> found;
};

awaitable<result<std::vector<asio::ip::tcp::endpoint>>> resolve(executor where, std::string host, std::uint16_t port,
                                                                time_point until) {
  error_code not_numeric;
  auto const address = asio::ip::make_address(host, not_numeric);
  std::vector<asio::ip::tcp::endpoint> found;
  if (!not_numeric) {
    found.emplace_back(address, port);
    co_return found;
  }
  auto const job = std::make_shared<lookup>(where);
  job->resolver.async_resolve(host, std::to_string(port),
                              [job](error_code code, asio::ip::tcp::resolver::results_type const& entries) {
                                for (auto const& entry : entries) job->found.push_back(entry.endpoint());
                                job->code = code;
                                job->finished = true;
                                job->done.notify_all();
                              });
  while (!job->finished) {
    auto const ec = co_await job->done.wait(until);
    if (ec) {
      job->resolver.cancel();
      co_return failed(kind_of(ec), ec, "resolve " + host);
    }
  }
  if (job->code) co_return failed(failure_kind::unreachable, job->code, "resolve " + host);
  co_return job->found;
}

}  // namespace

byte_stream::byte_stream(executor where) : state_(std::make_shared<state>(std::move(where))) {}
byte_stream::byte_stream(byte_stream&&) noexcept = default;

byte_stream& byte_stream::operator=(byte_stream&& other) noexcept {
  if (this != &other) {
    close();
    state_ = std::move(other.state_);
  }
  return *this;
}

byte_stream::~byte_stream() {
  close();
}

awaitable<result<void>> byte_stream::connect_unix(std::string path, time_point until) {
  // sockaddr_un holds 108 bytes with its terminator; Asio would throw.
  if (path.empty() || path.size() > 107)
    co_return failed(failure_kind::invalid, asio::error::name_too_long, "connect " + path);
  auto const self = state_;
  deadline const limit(*this, until);
  generic_endpoint const target = asio::local::stream_protocol::endpoint(path);
  for (;;) {
    auto const cancellation = co_await asio::this_coro::cancellation_state;
    error_code code = stopped(*self, cancellation);
    if (!code) {
      auto const [ec] = co_await self->socket.async_connect(target, as_result);
      code = ec;
    }
    if (code) co_return failure_of(*self, code, "connect");
    // A full backlog makes a non-blocking unix connect fail with EAGAIN, which Asio takes for "in progress" and then
    // for success: ask whether there is a peer.
    error_code no_peer;
    static_cast<void>(self->socket.remote_endpoint(no_peer));
    if (!no_peer) co_return result<void>();
    self->socket.close(no_peer);
    auto const woken = co_await sleep_until(std::min(until, clock::now() + std::chrono::milliseconds(10)));
    if (woken) co_return failure_of(*self, woken, "connect");
    if (clock::now() >= until) self->expire();
  }
}

awaitable<result<void>> byte_stream::connect_tcp(std::string host, std::uint16_t port, time_point until) {
  auto const self = state_;
  deadline const limit(*this, until);
  auto const found = co_await resolve(self->socket.get_executor(), host, port, until);
  if (!found) co_return found.error();
  error_code last = asio::error::host_not_found;
  for (auto const& address : *found) {
    auto const cancellation = co_await asio::this_coro::cancellation_state;
    last = stopped(*self, cancellation);
    if (last) break;
    error_code ignored;
    self->socket.close(ignored);
    generic_endpoint const target = address;
    auto const [ec] = co_await self->socket.async_connect(target, as_result);
    last = ec;
    if (!ec) {
      self->socket.set_option(asio::ip::tcp::no_delay(true), ignored);
      // An idle event stream sends no byte for hours: only the kernel can notice a dead peer.
      self->socket.set_option(asio::socket_base::keep_alive(true), ignored);
      co_return result<void>();
    }
    if (self->closed || self->expired || ec == asio::error::operation_aborted) break;
  }
  co_return failure_of(*self, last, "connect");
}

awaitable<result<std::size_t>> byte_stream::read_some(std::span<std::byte> into) {
  auto const self = state_;
  auto const cancellation = co_await asio::this_coro::cancellation_state;
  auto const before = stopped(*self, cancellation);
  if (before) co_return failure_of(*self, before, "read");
  auto const [ec, count] = co_await self->socket.async_read_some(asio::buffer(into.data(), into.size()), as_result);
  if (!ec) co_return count;
  if (ec == asio::error::eof) co_return std::size_t{0};
  co_return failure_of(*self, ec, "read");
}

awaitable<result<void>> byte_stream::write(std::span<std::byte const> bytes) {
  auto const self = state_;
  while (!bytes.empty()) {
    auto const cancellation = co_await asio::this_coro::cancellation_state;
    auto const before = stopped(*self, cancellation);
    if (before) co_return failure_of(*self, before, "write");
    auto const [ec, count] =
        co_await self->socket.async_write_some(asio::buffer(bytes.data(), bytes.size()), as_result);
    if (ec) co_return failure_of(*self, ec, "write");
    bytes = bytes.subspan(count);
  }
  co_return result<void>();
}

awaitable<result<void>> byte_stream::write(std::string_view text) {
  return write(std::as_bytes(std::span(text.data(), text.size())));
}

void byte_stream::finish_writing() noexcept {
  error_code ignored;
  state_->socket.shutdown(asio::socket_base::shutdown_send, ignored);
}

void byte_stream::close() noexcept {
  if (!state_) return;
  state_->closed = true;
  error_code ignored;
  state_->socket.close(ignored);
}

bool byte_stream::is_open() const noexcept {
  return state_ && state_->socket.is_open();
}

bool byte_stream::stale() const noexcept {
  if (!is_open()) return true;
  // Asio has put the socket into its internal non-blocking mode, so this answers at once.
  std::byte one{};
  error_code code;
  state_->socket.non_blocking(true, code);
  state_->socket.receive(asio::buffer(&one, 1), asio::socket_base::message_peek, code);
  return code != asio::error::would_block && code != asio::error::try_again;
}

}  // namespace dockverify::io

// The connection pool and the two kinds of calls. A call under way holds the shared state, so destroying the transport
// closes what it uses and leaves nothing dangling.
#include "engine/http/transport.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/http/connection.hpp"
#include "engine/io/deadline.hpp"
#include "engine/io/event.hpp"
#include "engine/io/token.hpp"

namespace dockverify::engine {
namespace {

using io::failure;
using io::failure_kind;
using connection_ptr = std::shared_ptr<http::connection>;

failure make_failure(failure_kind kind, std::string message) {
  return failure{kind, {}, 0, {}, std::move(message)};
}

// The system's error in the user's terms: what was tried, why it failed, what to do.
failure connect_failure(endpoint const& to, failure cause) {
  namespace errc = boost::system::errc;
  auto const place = to.display();
  if (cause.kind == failure_kind::cancelled) {
    cause.message = "cancelled while connecting to " + place;
  } else if (cause.kind == failure_kind::timed_out) {
    cause.message = "no connection to " + place + " within the time allowed";
  } else if (cause.kind == failure_kind::denied) {
    cause.message = "permission denied on " + place + "; add the user to the docker group or use sudo";
  } else if (cause.code == errc::no_such_file_or_directory) {
    cause.message = "no engine at " + place + ": the socket does not exist; start the engine or set DOCKER_HOST";
  } else if (cause.code == errc::connection_refused) {
    cause.message = "no engine at " + place + ": the connection was refused; is the engine running?";
  } else if (cause.code == errc::filename_too_long) {
    cause.message = "the socket path in " + place + " is empty or longer than a socket path may be";
  } else {
    cause.message = "no engine at " + place + ": " + cause.code.message() + "; check -H, DOCKER_HOST and the context";
  }
  return cause;
}

failure named(failure cause) {
  if (cause.kind == failure_kind::timed_out) cause.message = "the engine did not answer within the time allowed";
  if (cause.kind == failure_kind::cancelled) cause.message = "cancelled";
  cause.operation.clear();
  return cause;
}

bool idempotent(std::string const& method) {
  return method == "GET" || method == "HEAD";
}

}  // namespace

struct transport::state {
  state(io::executor ex, endpoint place, transport_options chosen)
      : where(std::move(ex)), to(std::move(place)), options(std::move(chosen)), slot_free(where) {}

  io::executor where;
  endpoint to;
  transport_options options;
  std::string api_version, builder_version;
  bool stopped = false;

  std::vector<connection_ptr> idle;
  std::size_t in_use = 0;  // of the pool: running exchanges
  io::event slot_free;
  std::vector<std::weak_ptr<http::connection>> live;

  [[nodiscard]] connection_ptr make_connection() {
    std::erase_if(live, [](auto const& entry) { return entry.expired(); });
    auto made = std::make_shared<http::connection>(where);
    live.push_back(made);
    return made;
  }

  // Why `what` must not be sent, if there is a reason.
  [[nodiscard]] std::optional<failure> refusal(http::request const& what) const {
    if (stopped) return make_failure(failure_kind::cancelled, "the connection to the engine was shut down");
    if (options.read_only && !idempotent(what.method))
      return make_failure(failure_kind::invalid, "refused: this command never changes anything");
    if (what.versioned && api_version.empty())
      return make_failure(failure_kind::invalid, "the API version is not settled: connect first");
    if (!http::well_formed(what)) return make_failure(failure_kind::invalid, "a control character in the request");
    return std::nullopt;
  }

  [[nodiscard]] std::string full_target(http::request const& what) const {
    auto const& prefix = to.transport == endpoint::kind::tcp ? to.path : std::string();
    return prefix + (what.versioned ? "/v" + api_version : std::string()) + what.target;
  }

  io::awaitable<io::result<void>> connect(connection_ptr made, io::time_point until) {
    if (to.transport == endpoint::kind::npipe) {
      co_return make_failure(failure_kind::unsupported,
                             "named pipes (" + to.display() + ") work on Windows only; use unix:// or tcp://");
    }
    if (to.transport == endpoint::kind::unix_socket) {
      auto const done = co_await made->stream().connect_unix(to.path, until);
      if (!done) co_return connect_failure(to, done.error());
    } else {
      auto const done = co_await made->stream().connect_tcp(to.host, to.port, until);
      if (!done) co_return connect_failure(to, done.error());
    }
    if (stopped) co_return make_failure(failure_kind::cancelled, "the connection to the engine was shut down");
    co_return io::result<void>();
  }

  void shutdown() noexcept {
    stopped = true;
    idle.clear();
    for (auto const& entry : live) {
      if (auto const open = entry.lock()) open->stream().close();
    }
    slot_free.notify_all();
  }
};

namespace {

// One place in the pool for the length of an exchange.
template <class State>
class pool_slot {
 public:
  explicit pool_slot(std::shared_ptr<State> pool) : pool_(std::move(pool)) { ++pool_->in_use; }
  pool_slot(pool_slot const&) = delete;
  pool_slot& operator=(pool_slot const&) = delete;
  ~pool_slot() {
    --pool_->in_use;
    pool_->slot_free.notify_one();
  }

 private:
  std::shared_ptr<State> pool_;
};

// The whole body of a reply, at most `limit` bytes.
io::awaitable<io::result<std::string>> collect(connection_ptr from, std::size_t limit) {
  std::string body;
  for (;;) {
    auto piece = co_await from->read_body();
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return body;
    if (body.size() + piece->size() > limit)
      co_return make_failure(failure_kind::protocol, "a reply of more than " + std::to_string(limit) + " bytes");
    body += *piece;
  }
}

// Sends and reads the head. An engine may answer and close before it has read the whole request: what it said is
// worth more than the broken pipe.
io::awaitable<io::result<http::reply_head>> ask(connection_ptr over, http::request const& what, std::string target) {
  auto const sent = co_await over->send(what, std::move(target));
  if (!sent && sent.error().kind != failure_kind::unreachable) co_return sent.error();
  auto head = co_await over->read_head();
  if (!head && !sent) co_return sent.error();
  co_return head;
}

template <class State>
io::awaitable<io::result<http::reply>> run_exchange(std::shared_ptr<State> self, http::request what,
                                                    io::time_point until) {
  auto const refused = self->refusal(what);
  if (refused) co_return *refused;
  while (self->in_use >= self->options.pool_size) {
    auto const ec = co_await self->slot_free.wait(until);
    if (ec == io::asio::error::timed_out)
      co_return make_failure(failure_kind::timed_out,
                             "no connection to the engine became free within the time allowed");
    if (ec || self->stopped) co_return make_failure(failure_kind::cancelled, "cancelled");
  }
  pool_slot<State> const slot(self);
  auto const target = self->full_target(what);
  bool const may_retry = idempotent(what.method) && !what.source;
  for (bool fresh = false;; fresh = true) {
    connection_ptr over;
    while (!fresh && !over && !self->idle.empty()) {
      over = std::move(self->idle.back());
      self->idle.pop_back();
      if (over->stream().stale()) over.reset();
    }
    bool const reused = over != nullptr;
    if (!over) {
      over = self->make_connection();
      auto const connected = co_await self->connect(over, until);
      if (!connected) co_return connected.error();
    }
    io::deadline const limit(over->stream(), until);
    auto head = co_await ask(over, what, target);
    if (!head) {
      bool const stale = reused && !over->answered() && head.error().kind == failure_kind::unreachable;
      if (stale && may_retry) {
        self->idle.clear();
        continue;
      }
      co_return named(head.error());
    }
    auto const body_limit = head->status >= 400 ? std::min(what.body_limit, std::size_t{1} << 20U) : what.body_limit;
    auto body = co_await collect(over, body_limit);
    if (!body) co_return named(body.error());
    if (over->reusable() && !self->stopped) self->idle.push_back(over);
    http::reply complete;
    complete.head = std::move(*head);
    complete.body = std::move(*body);
    co_return complete;
  }
}

}  // namespace

class reply_stream::impl {
 public:
  impl(connection_ptr over, http::reply_head read) : connection(std::move(over)), head(std::move(read)) {}
  impl(impl const&) = delete;
  impl& operator=(impl const&) = delete;
  // A read under way keeps the connection object; it has to end all the same.
  ~impl() { connection->stream().close(); }

  connection_ptr connection;
  http::reply_head head;
};

namespace {

template <class State>
io::awaitable<io::result<reply_stream>> run_open(std::shared_ptr<State> self, http::request what,
                                                 io::time_point until) {
  auto const refused = self->refusal(what);
  if (refused) co_return *refused;
  auto const over = self->make_connection();
  auto const connected = co_await self->connect(over, until);
  if (!connected) co_return connected.error();
  io::deadline const limit(over->stream(), until);
  auto const target = self->full_target(what);
  auto head = co_await ask(over, what, target);
  if (!head) co_return named(head.error());
  auto stream = std::make_unique<reply_stream::impl>(over, std::move(*head));
  co_return reply_stream(std::move(stream));
}

io::awaitable<io::result<std::string>> run_read(connection_ptr from, io::time_point until) {
  io::deadline const limit(from->stream(), until);
  auto piece = co_await from->read_body();
  if (piece) co_return piece;
  auto cause = named(piece.error());
  if (cause.kind == failure_kind::timed_out) cause.message = "nothing more came within the time allowed";
  co_return cause;
}

}  // namespace

reply_stream::reply_stream(std::unique_ptr<impl> stream) : impl_(std::move(stream)) {}
reply_stream::reply_stream(reply_stream&&) noexcept = default;
reply_stream& reply_stream::operator=(reply_stream&&) noexcept = default;
reply_stream::~reply_stream() = default;

http::reply_head const& reply_stream::head() const noexcept {
  return impl_->head;
}
void reply_stream::close() noexcept {
  impl_->connection->stream().close();
}

// The three entry points switch throwing off for their own length: a call always returns its failure `cancelled`,
// whatever the caller chose for itself.
io::awaitable<io::result<std::string>> reply_stream::read_some(io::time_point until) {
  bool const throws = co_await io::asio::this_coro::throw_if_cancelled();
  co_await io::asio::this_coro::throw_if_cancelled(false);
  auto piece = co_await run_read(impl_->connection, until);
  co_await io::asio::this_coro::throw_if_cancelled(throws);
  co_return piece;
}

namespace {

/// One line a call for whoever looks into what takes long or goes wrong.
class logged_call {
 public:
  logged_call(std::shared_ptr<spdlog::logger> const& log, http::request const& what) {
    if (log == nullptr || !log->should_log(spdlog::level::debug)) return;
    log_ = log;
    what_ = what.method + " " + what.target.substr(0, what.target.find('?'));
    begun_ = io::clock::now();
  }
  void answered(int status) const {
    if (log_) log_->debug("{}: {} in {:.1f} ms", what_, status, elapsed());
  }
  void failed(io::failure const& error) const {
    if (log_) log_->debug("{}: {} after {:.1f} ms", what_, io::to_string(error.kind), elapsed());
  }

 private:
  [[nodiscard]] double elapsed() const {
    return std::chrono::duration<double, std::milli>(io::clock::now() - begun_).count();
  }

  std::shared_ptr<spdlog::logger> log_;
  std::string what_;
  io::time_point begun_;
};

}  // namespace

io::awaitable<io::result<http::reply>> transport::exchange(http::request what, io::time_point until) {
  logged_call const call(state_->options.log, what);
  bool const throws = co_await io::asio::this_coro::throw_if_cancelled();
  co_await io::asio::this_coro::throw_if_cancelled(false);
  auto reply = co_await run_exchange(state_, std::move(what), until);
  if (reply)
    call.answered(reply->head.status);
  else
    call.failed(reply.error());
  co_await io::asio::this_coro::throw_if_cancelled(throws);
  co_return reply;
}

io::awaitable<io::result<reply_stream>> transport::open(http::request what, io::time_point until) {
  logged_call const call(state_->options.log, what);
  bool const throws = co_await io::asio::this_coro::throw_if_cancelled();
  co_await io::asio::this_coro::throw_if_cancelled(false);
  auto stream = co_await run_open(state_, std::move(what), until);
  if (stream)
    call.answered(stream->head().status);
  else
    call.failed(stream.error());
  co_await io::asio::this_coro::throw_if_cancelled(throws);
  co_return stream;
}

transport::transport(io::executor where, endpoint to, transport_options options)
    : state_(std::make_shared<state>(std::move(where), std::move(to), std::move(options))) {}
transport::~transport() {
  shutdown();
}

void transport::settle(std::string api_version, std::string builder_version) {
  state_->api_version = std::move(api_version);
  state_->builder_version = std::move(builder_version);
}
std::string const& transport::api_version() const noexcept {
  return state_->api_version;
}
std::string const& transport::builder_version() const noexcept {
  return state_->builder_version;
}
endpoint const& transport::where() const noexcept {
  return state_->to;
}
transport_options const& transport::options() const noexcept {
  return state_->options;
}
void transport::shutdown() noexcept {
  state_->shutdown();
}

}  // namespace dockverify::engine

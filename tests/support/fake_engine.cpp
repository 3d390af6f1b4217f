// The fake's HTTP is written by hand: sharing the client's parser would hide its faults.
#include "tests/support/fake_engine.hpp"

#include <stdlib.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <list>

#include "engine/io/event.hpp"
#include "engine/io/sleep.hpp"
#include "engine/io/token.hpp"

namespace dockverify::test {
namespace {

using unix_socket = io::asio::local::stream_protocol;

std::string status_line(int status) {
  return "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n";
}

std::string chunk(std::string const& bytes) {
  std::array<char, 20> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
  return size.data() + bytes + "\r\n";
}

bool matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() != '*')
    return !text.empty() && pattern.front() == text.front() && matches(pattern.substr(1), text.substr(1));
  for (std::size_t skip = 0; skip <= text.size(); ++skip) {
    if (matches(pattern.substr(1), text.substr(skip))) return true;
  }
  return false;
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      plain += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

void read_target(recorded_request& into) {
  auto const question = into.target.find('?');
  into.path = into.target.substr(0, question);
  if (into.path.starts_with("/v1.")) into.path.erase(0, into.path.find('/', 1));
  std::string_view rest =
      question == std::string::npos ? std::string_view() : std::string_view(into.target).substr(question + 1);
  while (!rest.empty()) {
    auto const pair = rest.substr(0, rest.find('&'));
    auto const equals = std::min(pair.find('='), pair.size());
    into.query[decoded(pair.substr(0, equals))] = decoded(pair.substr(std::min(equals + 1, pair.size())));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
  }
}

}  // namespace

reply reply::text(int status, std::string body, std::string content_type) {
  reply made;
  made.head_ = status_line(status) + "Content-Type: " + content_type +
               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  made.body_ = std::move(body);
  return made;
}
reply reply::json(int status, nlohmann::json const& body) {
  return text(status, body.dump() + "\n", "application/json");
}
reply reply::error(int status, std::string const& text) {
  return json(status, {{"message", text}});
}
reply reply::empty(int status) {
  reply made;
  made.head_ = status_line(status);
  if (status >= 200 && status != 204 && status != 304) made.head_ += "Content-Length: 0\r\n";
  return made;
}
reply reply::stream(std::vector<std::string> const& pieces) {
  reply made;
  made.head_ = status_line(200) + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
  for (auto const& piece : pieces) made.body_ += chunk(piece);
  made.tail_ = "0\r\n\r\n";
  return made;
}
reply reply::lines(std::vector<nlohmann::json> const& values) {
  std::vector<std::string> pieces;
  for (auto const& value : values) pieces.push_back(value.dump() + "\r\n");
  return stream(pieces);
}
reply reply::upgrade(std::string const& bytes) {
  reply made;
  made.head_ = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n";
  made.body_ = bytes;
  made.ending_ = ending::close;
  return made;
}
reply reply::until_close(std::string const& bytes) {
  reply made;
  made.head_ = status_line(200) + "Content-Type: application/vnd.docker.raw-stream\r\n";
  made.body_ = bytes;
  made.ending_ = ending::close;
  return made;
}
reply reply::raw(std::string bytes) {
  reply made;
  made.body_ = std::move(bytes);
  made.ending_ = ending::close;
  return made;
}
reply reply::hang() {
  reply made;
  made.ending_ = ending::wait;
  return made;
}
reply reply::close() {
  reply made;
  made.ending_ = ending::close;
  return made;
}
reply reply::flood(std::size_t chunk_size) {
  auto made = stream({});
  made.flood_ = chunk(std::string(chunk_size, 'x'));
  return made;
}

reply reply::with(std::string const& name, std::string const& value) const {
  auto changed = *this;
  changed.head_ += name + ": " + value + "\r\n";
  return changed;
}
reply reply::pieces(std::size_t size) const {
  auto changed = *this;
  changed.piece_ = size;
  return changed;
}
reply reply::cut(std::size_t size) const {
  auto changed = *this;
  changed.cut_ = size;
  changed.ending_ = ending::close;
  return changed;
}
reply reply::open() const {
  auto changed = *this;
  changed.tail_.clear();
  changed.ending_ = ending::wait;
  return changed;
}
reply reply::after(std::chrono::milliseconds pause) const {
  auto changed = *this;
  changed.pause_ = pause;
  return changed;
}

struct fake_engine::state {
  explicit state(io::asio::io_context& on) : context(on), acceptor(on) {}

  struct line {
    std::string route;
    handler answer;
    bool once = false;
  };

  io::asio::io_context& context;
  unix_socket::acceptor acceptor;
  std::filesystem::path directory;
  std::list<line> script;
  std::vector<recorded_request> requests;
  std::vector<std::string> unexpected;
  std::list<std::weak_ptr<session>> sessions;
  std::size_t accepted = 0, sent = 0, open = 0;

  reply answer(recorded_request const& asked) {
    auto const route = asked.method + " " + asked.path;
    requests.push_back(asked);
    auto const first = std::find_if(script.begin(), script.end(),
                                    [&](line const& entry) { return entry.once && matches(entry.route, route); });
    if (first != script.end()) {
      auto const chosen = first->answer;
      script.erase(first);
      return chosen(asked);
    }
    auto const last = std::find_if(script.rbegin(), script.rend(),
                                   [&](line const& entry) { return !entry.once && matches(entry.route, route); });
    if (last != script.rend()) return last->answer(asked);
    unexpected.push_back(route);
    return reply::error(404, "the fake engine has no line for " + route);
  }
};

class fake_engine::session : public std::enable_shared_from_this<fake_engine::session> {
 public:
  session(std::shared_ptr<state> owner, unix_socket::socket socket)
      : owner_(std::move(owner)),
        socket_(std::move(socket)),
        changed_(owner_->context.get_executor()),
        number_(++owner_->accepted) {
    ++owner_->open;
  }
  session(session const&) = delete;
  session& operator=(session const&) = delete;
  ~session() { --owner_->open; }

  void close() {
    closed_ = true;
    io::error_code ignored;
    socket_.close(ignored);
    changed_.notify_all();
  }
  void emit(std::string const& path, std::string const& bytes) {
    if (closed_ || path != open_path_) return;
    pending_.push_back(chunk(bytes));
    changed_.notify_all();
  }

  static io::awaitable<void> serve(std::shared_ptr<session> self) {
    for (;;) {
      recorded_request asked;
      bool const whole = co_await self->read_request(&asked);
      if (!whole) break;
      auto const answer = self->owner_->answer(asked);
      if (answer.pause_.count() > 0) co_await io::sleep_for(answer.pause_);
      if (answer.ending_ == reply::ending::wait) self->open_path_ = asked.path;
      bool const written = co_await self->write(self->bytes_of(answer), answer.piece_);
      if (!written) break;
      while (!answer.flood_.empty() && !self->closed_) {
        bool const more = co_await self->write(answer.flood_, 0);
        if (!more) break;
      }
      if (answer.ending_ == reply::ending::close) break;
      if (answer.ending_ == reply::ending::wait) {
        io::asio::co_spawn(self->owner_->context, watch(self), io::asio::detached);
        co_await self->stay();
        break;
      }
    }
    self->close();
  }

 private:
  [[nodiscard]] static std::string bytes_of(reply const& answer) {
    auto const bytes = (answer.head_.empty() ? std::string() : answer.head_ + "\r\n") + answer.body_ + answer.tail_;
    return bytes.substr(0, answer.cut_);
  }

  // Notices the client's leaving while nothing else is read.
  static io::awaitable<void> watch(std::shared_ptr<session> self) {
    std::array<char, 256> block{};
    for (;;) {
      auto const [ec, count] = co_await self->socket_.async_read_some(io::asio::buffer(block), io::as_result);
      if (ec || count == 0) break;
    }
    self->close();
  }

  io::awaitable<void> stay() {
    while (!closed_) {
      if (pending_.empty()) {
        co_await changed_.wait();
        continue;
      }
      auto const bytes = pending_.front();
      pending_.pop_front();
      co_await write(bytes, 0);
    }
  }

  io::awaitable<bool> write(std::string bytes, std::size_t piece) {
    std::size_t const step = piece == 0 ? std::max<std::size_t>(bytes.size(), 1) : piece;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      auto const part = std::string_view(bytes).substr(at, step);
      auto const [ec, count] =
          co_await io::asio::async_write(socket_, io::asio::buffer(part.data(), part.size()), io::as_result);
      owner_->sent += count;
      if (ec) co_return false;
    }
    co_return true;
  }

  io::awaitable<bool> fill() {
    std::array<char, 8192> block{};
    auto const [ec, count] = co_await socket_.async_read_some(io::asio::buffer(block), io::as_result);
    buffer_.append(block.data(), count);
    co_return !ec && count > 0;
  }

  io::awaitable<bool> fill_to(std::size_t size) {
    while (buffer_.size() < size) {
      bool const more = co_await fill();
      if (!more) co_return false;
    }
    co_return true;
  }

  // Up to and without the next line end; false at the end of the connection.
  io::awaitable<bool> read_line(std::string* line) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n")) == std::string::npos) {
      bool const more = co_await fill();
      if (!more) co_return false;
    }
    *line = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    co_return true;
  }

  io::awaitable<bool> read_request(recorded_request* into) {
    std::string line;
    bool ok = co_await read_line(&line);
    if (!ok) co_return false;
    into->connection = number_;
    into->method = line.substr(0, line.find(' '));
    into->target = line.substr(into->method.size() + 1, line.rfind(' ') - into->method.size() - 1);
    read_target(*into);
    for (;;) {
      ok = co_await read_line(&line);
      if (!ok) co_return false;
      if (line.empty()) break;
      auto const colon = line.find(": ");
      into->headers[lower_case(line.substr(0, colon))] = line.substr(colon + 2);
    }
    if (into->headers.count("content-length") != 0) {
      auto const size = static_cast<std::size_t>(std::stoul(into->headers["content-length"]));
      ok = co_await fill_to(size);
      into->body = buffer_.substr(0, size);
      buffer_.erase(0, size);
    } else if (into->headers.count("transfer-encoding") != 0) {
      for (std::size_t size = 1; ok && size > 0;) {
        ok = co_await read_line(&line);
        if (!ok) break;
        size = std::stoul(line, nullptr, 16);
        ok = co_await fill_to(size + 2);
        into->body += buffer_.substr(0, size);
        buffer_.erase(0, size + 2);
      }
    }
    co_return ok;
  }

  std::shared_ptr<state> owner_;
  unix_socket::socket socket_;
  io::event changed_;
  std::size_t number_;
  std::string buffer_, open_path_;
  std::deque<std::string> pending_;
  bool closed_ = false;
};

fake_engine::fake_engine(io::asio::io_context& context, std::string const& version)
    : state_(std::make_shared<state>(context)) {
  // A socket's path has to be short, which build directories are not.
  auto name = (std::filesystem::temp_directory_path() / "dvXXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  state_->directory = name;
  on("GET /_ping",
     reply::text(200, "OK").with("Api-Version", version).with("Ostype", "linux").with("Server", "Docker/fake (linux)"));
  start();
}

fake_engine::~fake_engine() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(state_->directory, ignored);
}

engine::endpoint fake_engine::where() const {
  engine::endpoint place;
  place.path = (state_->directory / "s").string();
  return place;
}

void fake_engine::start() {
  unix_socket::endpoint const address((state_->directory / "s").string());
  state_->acceptor.open(address.protocol());
  state_->acceptor.bind(address);
  state_->acceptor.listen();
  // A free function with its argument by value: a capturing lambda's frame would outlive the lambda.
  struct accepting {
    static io::awaitable<void> loop(std::shared_ptr<state> owner) {
      for (;;) {
        unix_socket::socket socket(owner->context);
        auto const [ec] = co_await owner->acceptor.async_accept(socket, io::as_result);
        if (ec) co_return;
        auto const made = std::make_shared<session>(owner, std::move(socket));
        owner->sessions.push_back(made);
        io::asio::co_spawn(owner->context, session::serve(made), io::asio::detached);
      }
    }
  };
  io::asio::co_spawn(state_->context, accepting::loop(state_), io::asio::detached);
}

void fake_engine::drop_connections() {
  for (auto const& entry : state_->sessions) {
    if (auto const open = entry.lock()) open->close();
  }
  state_->sessions.clear();
}

void fake_engine::stop() {
  io::error_code ignored;
  state_->acceptor.close(ignored);
  std::error_code missing;
  std::filesystem::remove(state_->directory / "s", missing);
  drop_connections();
}

fake_engine& fake_engine::on(std::string route, handler answer) {
  state_->script.push_back(state::line{std::move(route), std::move(answer)});
  return *this;
}
fake_engine& fake_engine::on(std::string route, reply answer) {
  return on(std::move(route), handler([fixed = std::move(answer)](recorded_request const&) { return fixed; }));
}
fake_engine& fake_engine::once(std::string route, reply answer) {
  on(std::move(route), std::move(answer));
  state_->script.back().once = true;
  return *this;
}

void fake_engine::emit_to(std::string const& path, std::string const& bytes) {
  for (auto const& entry : state_->sessions) {
    if (auto const open = entry.lock()) open->emit(path, bytes);
  }
}
void fake_engine::emit(nlohmann::json const& event) {
  emit_to("/events", event.dump() + "\n");
}

std::vector<recorded_request> const& fake_engine::requests() const {
  return state_->requests;
}
std::vector<recorded_request> fake_engine::requests(std::string const& route) const {
  std::vector<recorded_request> found;
  for (auto const& asked : state_->requests) {
    if (matches(route, asked.method + " " + asked.path)) found.push_back(asked);
  }
  return found;
}
std::vector<std::string> const& fake_engine::unexpected() const {
  return state_->unexpected;
}
std::size_t fake_engine::connections() const {
  return state_->accepted;
}
std::size_t fake_engine::open_connections() const {
  return state_->open;
}
std::size_t fake_engine::bytes_sent() const {
  return state_->sent;
}

std::string frame(unsigned type, std::string_view payload) {
  auto const size = static_cast<std::uint32_t>(payload.size());
  std::string bytes{static_cast<char>(type), 0, 0, 0};
  for (unsigned shift = 32; shift > 0;) {
    shift -= 8;
    bytes += static_cast<char>(static_cast<std::uint8_t>(size >> shift & 0xFFU));
  }
  return bytes + std::string(payload);
}

}  // namespace dockverify::test

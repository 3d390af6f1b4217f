// A scripted engine on a unix socket, on the test's own io_context: it answers what the script says, in pieces, late,
// cut off or never, and records what it was asked.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/api/endpoint.hpp"
#include "tests/support/run.hpp"

namespace dockverify::test {

struct recorded_request {
  std::string method;
  std::string target;                          ///< as sent, with version prefix and query
  std::string path;                            ///< without version prefix and query, still encoded
  std::map<std::string, std::string> query;    ///< decoded; of a repeated key the last
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;                            ///< chunks joined
  std::size_t connection = 0;                  ///< counts from 1
  /// The body as JSON; null when it is none.
  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
};

/// What the fake does with one request.
class reply {
 public:
  static reply json(int status, nlohmann::json const& body);
  /// {"message": text}
  static reply error(int status, std::string const& text);
  static reply text(int status, std::string body, std::string content_type = "text/plain");
  static reply empty(int status);
  /// 200, chunked: one chunk for each piece.
  static reply stream(std::vector<std::string> const& pieces);
  /// 200, chunked: one line for each value.
  static reply lines(std::vector<nlohmann::json> const& values);
  /// 101 and these bytes, then the end of the connection.
  static reply upgrade(std::string const& bytes);
  /// 200 without a length: these bytes until the end of the connection.
  static reply until_close(std::string const& bytes);
  /// Exactly these bytes, then the end of the connection.
  static reply raw(std::string bytes);
  /// Never answers.
  static reply hang();
  /// Closes instead of answering.
  static reply close();
  /// 200, chunked, without an end.
  static reply flood(std::size_t chunk_size);

  /// An additional header.
  reply with(std::string const& name, std::string const& value) const;
  /// Written in pieces of `size` bytes.
  reply pieces(std::size_t size) const;
  /// The connection is closed after `size` bytes.
  reply cut(std::size_t size) const;
  /// A stream stays open after its pieces; emit() adds to it.
  reply open() const;
  /// Answers after a pause.
  reply after(std::chrono::milliseconds pause) const;

 private:
  friend class fake_engine;
  enum class ending : std::uint8_t { keep, close, wait };
  std::string head_;  // up to the last header's line end; empty: nothing is sent
  std::string body_, tail_;
  ending ending_ = ending::keep;
  std::size_t piece_ = 0;
  std::size_t cut_ = std::string::npos;
  std::string flood_;
  std::chrono::milliseconds pause_{0};
};

class fake_engine {
 public:
  using handler = std::function<reply(recorded_request const&)>;

  /// Listens at once; answers GET /_ping as an engine of API `version`.
  explicit fake_engine(io::asio::io_context& context, std::string const& version = "1.41");
  ~fake_engine();
  fake_engine(fake_engine const&) = delete;
  fake_engine& operator=(fake_engine const&) = delete;

  [[nodiscard]] engine::endpoint where() const;
  /// `route` is "METHOD /path" without version prefix and query; * stands for anything. The latest matching line wins.
  fake_engine& on(std::string route, reply answer);
  fake_engine& on(std::string route, handler answer);
  /// Used up once, before any on(); several for one route come in their order.
  fake_engine& once(std::string route, reply answer);

  /// Adds to every open stream of `path`, as one chunk.
  void emit_to(std::string const& path, std::string const& bytes);
  /// Adds an event to every open /events stream.
  void emit(nlohmann::json const& event);
  /// Closes all connections; the engine goes on listening.
  void drop_connections();
  /// As an engine that goes down: closes everything and removes the socket.
  void stop();
  void start();

  [[nodiscard]] std::vector<recorded_request> const& requests() const;
  /// The requests that match `route`.
  [[nodiscard]] std::vector<recorded_request> requests(std::string const& route) const;
  /// Routes asked for that no line answers.
  [[nodiscard]] std::vector<std::string> const& unexpected() const;
  [[nodiscard]] std::size_t connections() const;       ///< accepted so far
  [[nodiscard]] std::size_t open_connections() const;  ///< now
  [[nodiscard]] std::size_t bytes_sent() const;

 private:
  struct state;
  class session;
  std::shared_ptr<state> state_;
};

/// One frame of multiplexed output: type 1 stdout, 2 stderr, 3 error of the daemon.
std::string frame(unsigned type, std::string_view payload);

}  // namespace dockverify::test

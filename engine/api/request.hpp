// Builds one request of an endpoint and carries it out: names encoded, empty ones refused before anything is sent,
// the engine's error replies turned into failures. Private to engine/api.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "engine/api/call.hpp"
#include "engine/http/transport.hpp"

namespace dockverify::engine {

class endpoint_request {
 public:
  /// Each {} of `route` takes the next name, encoded; an empty name (or one that is a path step) is refused.
  endpoint_request(std::string method, std::string_view route, std::initializer_list<std::string> names = {});
  /// As above for a route with one image reference, whose slashes stay.
  static endpoint_request of_image(std::string method, std::string_view route, std::string const& reference);

  endpoint_request& query(std::string_view key, std::string_view value);
  endpoint_request& flag(std::string_view key, bool set);  ///< key=1 when set
  endpoint_request& query_if_set(std::string_view key, std::string const& value);
  endpoint_request& filter(filters const& chosen);
  endpoint_request& json_body(json const& body);
  endpoint_request& refuse(std::string why);  ///< the call fails with `invalid`, nothing is sent

  http::request wire;
  std::string operation;  ///< for failures, e.g. "GET /containers/web/json"
  std::optional<std::string> refused;
};

/// A reply with a status below 400; everything else, and every transport failure, is a failure naming the operation.
io::awaitable<io::result<http::reply>> perform(transport& over, endpoint_request call, io::time_point until);
/// The same for a reply of any length, on its own connection.
io::awaitable<io::result<reply_stream>> perform_open(transport& over, endpoint_request call, io::time_point until);
/// A complete reply, but on its own connection: for calls that take long by their nature (wait, stop).
io::awaitable<io::result<http::reply>> perform_long(transport& over, endpoint_request call, io::time_point until);
/// A reply's body as JSON.
io::awaitable<io::result<json>> perform_json(transport& over, endpoint_request call, io::time_point until);

io::result<json> json_of(http::reply const& reply, std::string const& operation);
json_stream make_json_stream(reply_stream stream, std::string operation);
output_reader make_output_reader(reply_stream stream, bool tty, std::string operation);

/// The failure for an HTTP error status.
io::failure failure_of_status(int status, std::string_view body, std::string operation);
/// The failure for `error`/`errorDetail` inside a 200 stream; nullopt when `line` carries none.
std::optional<io::failure> failure_of_line(json const& line, std::string const& operation);
io::failure invalid_argument(std::string operation, std::string message);
io::failure protocol_failure(std::string operation, std::string message);

}  // namespace dockverify::engine

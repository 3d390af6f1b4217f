// From an endpoint's description to a reply or a failure.
#include "engine/api/request.hpp"

#include <algorithm>

#include "engine/ndjson.hpp"
#include "engine/utf8.hpp"

namespace dockverify::engine {
namespace {

using io::failure;
using io::failure_kind;

constexpr std::size_t error_body_limit = std::size_t{1} << 20U;

// The engine redirects paths with empty steps and resolves dots: such a name would address something else.
bool usable_step(std::string_view name) {
  return !name.empty() && name != "." && name != "..";
}

failure_kind kind_of_status(int status, std::string_view message) {
  switch (status) {
    case 400:
      return failure_kind::invalid;
    case 401:
    case 403:
      return failure_kind::denied;
    // A route the engine does not have; a missing object always says what is missing.
    case 404:
      return message == "page not found" ? failure_kind::unsupported : failure_kind::not_found;
    case 409:
      return failure_kind::conflict;
    case 501:
      return failure_kind::unsupported;
    default:
      break;
  }
  if (status >= 500) return failure_kind::server;
  if (status >= 400) return failure_kind::invalid;
  return failure_kind::protocol;
}

std::string trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

// {"message": "..."}, or the plain text of old and foreign servers.
std::string message_of(std::string_view body) {
  auto const value = parse_json(body);
  if (value && value->is_object()) {
    auto const message = value->find("message");
    if (message != value->end() && message->is_string()) return trimmed(message->get_ref<std::string const&>());
  }
  return trimmed(to_valid_utf8(body));
}

failure with_operation(failure cause, std::string const& operation) {
  cause.operation = operation;
  return cause;
}

io::awaitable<io::result<std::string>> drain(reply_stream& from, std::size_t limit, io::time_point until) {
  std::string body;
  for (;;) {
    auto piece = co_await from.read_some(until);
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return body;
    if (body.size() + piece->size() > limit)
      co_return protocol_failure({}, "a reply of more than " + std::to_string(limit) + " bytes");
    body += *piece;
  }
}

bool is_error(int status) {
  return status >= 300 && status != 304;
}

}  // namespace

failure invalid_argument(std::string operation, std::string message) {
  return failure{failure_kind::invalid, {}, 0, std::move(operation), std::move(message)};
}

failure protocol_failure(std::string operation, std::string message) {
  return failure{failure_kind::protocol, {}, 0, std::move(operation), std::move(message)};
}

failure failure_of_status(int status, std::string_view body, std::string operation) {
  auto message = message_of(body);
  auto const kind = kind_of_status(status, message);
  if (message.empty()) message = "the engine gave no reason";
  return failure{kind, {}, status, std::move(operation), std::move(message)};
}

std::optional<failure> failure_of_line(json const& line, std::string const& operation) {
  if (!line.is_object()) return std::nullopt;
  auto const detail = line.find("errorDetail");
  auto const flat = line.find("error");
  std::string message;
  if (detail != line.end() && detail->is_object()) {
    auto const text = detail->find("message");
    if (text != detail->end() && text->is_string()) message = text->get<std::string>();
  }
  if (message.empty() && flat != line.end() && flat->is_string()) message = flat->get<std::string>();
  if (message.empty() && detail == line.end() && flat == line.end()) return std::nullopt;
  if (message.empty()) message = "the engine reported an error without a text";
  return failure{failure_kind::server, {}, 0, operation, trimmed(message)};
}

endpoint_request::endpoint_request(std::string method, std::string_view route,
                                   std::initializer_list<std::string> names) {
  wire.method = std::move(method);
  operation = wire.method + " ";
  auto const* name = names.begin();
  for (std::size_t hole = route.find("{}"); hole != std::string_view::npos; hole = route.find("{}")) {
    operation += route.substr(0, hole);
    operation += *name;
    wire.target += route.substr(0, hole);
    wire.target += http::percent_encode(*name);
    if (!usable_step(*name)) refused = name->empty() ? "an empty name" : "\"" + *name + "\" is not a name";
    route.remove_prefix(hole + 2);
    ++name;
  }
  operation += route;
  wire.target += route;
}

endpoint_request endpoint_request::of_image(std::string method, std::string_view route, std::string const& reference) {
  endpoint_request call(std::move(method), route, {reference});
  std::string encoded;
  std::string_view rest = reference;
  for (;;) {
    auto const slash = rest.find('/');
    auto const step = rest.substr(0, slash);
    if (!usable_step(step)) call.refused = "\"" + reference + "\" is not an image reference";
    encoded += http::percent_encode(step);
    if (slash == std::string_view::npos) break;
    encoded += '/';
    rest.remove_prefix(slash + 1);
  }
  auto const hole = route.find("{}");
  call.wire.target = std::string(route.substr(0, hole)) + encoded + std::string(route.substr(hole + 2));
  return call;
}

endpoint_request& endpoint_request::query(std::string_view key, std::string_view value) {
  wire.target += wire.target.find('?') == std::string::npos ? '?' : '&';
  wire.target += http::percent_encode(key);
  wire.target += '=';
  wire.target += http::percent_encode(value);
  return *this;
}

endpoint_request& endpoint_request::flag(std::string_view key, bool set) {
  return set ? query(key, "1") : *this;
}

endpoint_request& endpoint_request::query_if_set(std::string_view key, std::string const& value) {
  return value.empty() ? *this : query(key, value);
}

endpoint_request& endpoint_request::filter(filters const& chosen) {
  return chosen.empty() ? *this : query("filters", json(chosen).dump(-1, ' ', false, json::error_handler_t::replace));
}

endpoint_request& endpoint_request::json_body(json const& body) {
  wire.content_type = "application/json";
  wire.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  return *this;
}

endpoint_request& endpoint_request::refuse(std::string why) {
  refused = std::move(why);
  return *this;
}

io::awaitable<io::result<http::reply>> perform(transport& over, endpoint_request call, io::time_point until) {
  if (call.refused) co_return invalid_argument(call.operation, *call.refused);
  auto reply = co_await over.exchange(std::move(call.wire), until);
  if (!reply) co_return with_operation(reply.error(), call.operation);
  if (is_error(reply->head.status)) co_return failure_of_status(reply->head.status, reply->body, call.operation);
  co_return reply;
}

io::awaitable<io::result<reply_stream>> perform_open(transport& over, endpoint_request call, io::time_point until) {
  if (call.refused) co_return invalid_argument(call.operation, *call.refused);
  auto stream = co_await over.open(std::move(call.wire), until);
  if (!stream) co_return with_operation(stream.error(), call.operation);
  int const status = stream->head().status;
  if (!is_error(status)) co_return stream;
  auto const body = co_await drain(*stream, error_body_limit, until);
  if (!body) co_return with_operation(body.error(), call.operation);
  co_return failure_of_status(status, *body, call.operation);
}

io::awaitable<io::result<http::reply>> perform_long(transport& over, endpoint_request call, io::time_point until) {
  auto const operation = call.operation;
  auto const limit = call.wire.body_limit;
  auto stream = co_await perform_open(over, std::move(call), until);
  if (!stream) co_return stream.error();
  auto body = co_await drain(*stream, limit, until);
  if (!body) co_return with_operation(body.error(), operation);
  http::reply complete;
  complete.head = stream->head();
  complete.body = std::move(*body);
  co_return complete;
}

io::result<json> json_of(http::reply const& reply, std::string const& operation) {
  auto value = parse_json(reply.body);
  if (!value) return protocol_failure(operation, "the reply is not JSON, or nests too deeply");
  // In place: json converts to anything, so the plain constructor is ambiguous.
  return io::result<json>(boost::system::in_place_value, std::move(*value));
}

io::awaitable<io::result<json>> perform_json(transport& over, endpoint_request call, io::time_point until) {
  auto const operation = call.operation;
  auto const reply = co_await perform(over, std::move(call), until);
  if (!reply) co_return reply.error();
  co_return json_of(*reply, operation);
}

}  // namespace dockverify::engine

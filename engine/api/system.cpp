// /_ping, /version, /info.
#include "engine/api/system.hpp"

#include <charconv>
#include <utility>

#include "engine/api/request.hpp"
#include "engine/utf8.hpp"

namespace dockverify::engine {
namespace {

constexpr std::string_view oldest_version = "1.41";

// "1.41" as (1, 41); nullopt when it is not two numbers.
std::optional<std::pair<int, int>> parse_version(std::string_view text) {
  std::pair<int, int> version;
  auto const* const end = text.data() + text.size();
  auto const major = std::from_chars(text.data(), end, version.first);
  if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.') return std::nullopt;
  auto const minor = std::from_chars(major.ptr + 1, end, version.second);
  if (minor.ec != std::errc() || minor.ptr != end) return std::nullopt;
  return version;
}

}  // namespace

bool negotiated::at_least(std::string_view version) const {
  auto const mine = parse_version(api_version);
  auto const asked = parse_version(version);
  return mine && asked && *mine >= *asked;
}

io::awaitable<io::result<negotiated>> system_api::ping(call_options options) {
  endpoint_request call("GET", "/_ping");
  call.wire.versioned = false;
  auto const operation = call.operation;
  auto const reply = co_await perform(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  negotiated settled;
  settled.server_api_version = reply->head.header("api-version");
  settled.os_type = to_valid_utf8(reply->head.header("ostype"));
  settled.server = to_valid_utf8(reply->head.header("server"));
  settled.builder_version = reply->head.header("builder-version");
  auto const theirs = parse_version(settled.server_api_version);
  if (!theirs)
    co_return protocol_failure(operation, "what answers at " + transport_->where().display() +
                                              " is not a Docker engine (no Api-Version header)");
  auto const& highest = transport_->options().max_api_version;
  auto const ours = parse_version(highest);
  if (!ours) co_return invalid_argument(operation, "\"" + highest + "\" is not an API version");
  settled.api_version = *theirs < *ours ? settled.server_api_version : highest;
  if (!settled.at_least(oldest_version)) {
    co_return io::failure{io::failure_kind::unsupported,
                          {},
                          0,
                          operation,
                          "the engine speaks API " + settled.server_api_version + ", at least " +
                              std::string(oldest_version) + " (Docker 20.10) is needed; upgrade the engine"};
  }
  co_return settled;
}

io::awaitable<io::result<json>> system_api::version(call_options options) {
  endpoint_request call("GET", "/version");
  return perform_json(*transport_, std::move(call), options.deadline);
}

io::awaitable<io::result<json>> system_api::info(call_options options) {
  endpoint_request call("GET", "/info");
  return perform_json(*transport_, std::move(call), options.deadline);
}

}  // namespace dockverify::engine

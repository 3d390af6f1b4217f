// What every asynchronous call in the project returns: a value or a `failure` that names the operation.
// Exceptions are kept for bugs: a 404, a conflict or an expired deadline is ordinary data here.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/assert/source_location.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace dockverify::io {

namespace asio = boost::asio;
using boost::system::error_code;
using executor = asio::any_io_executor;
using clock = std::chrono::steady_clock;
using time_point = clock::time_point;
template <class T>
using awaitable = asio::awaitable<T>;

inline constexpr time_point no_deadline = time_point::max();

/// What went wrong, in the few classes a caller can act on.
enum class failure_kind : std::uint8_t {
  unreachable,  ///< no connection: socket missing, refused, host unknown, peer went away
  denied,       ///< permission: EACCES on the socket, HTTP 401 or 403
  not_found,    ///< HTTP 404, or the endpoint's socket does not exist where `unreachable` would hide it
  conflict,     ///< HTTP 409
  invalid,      ///< HTTP 400, or an argument refused before any request was sent
  timed_out,    ///< the call's deadline passed
  cancelled,    ///< the caller cancelled
  protocol,     ///< the peer's bytes make no sense (bad HTTP, bad JSON, a frame too large)
  server,       ///< HTTP 5xx, or an error inside a 200 stream
  unsupported,  ///< the peer is too old for what was asked
};
std::string_view to_string(failure_kind kind) noexcept;

struct failure {
  failure_kind kind = failure_kind::protocol;
  error_code code;        ///< the system's error, when there is one
  int http_status = 0;    ///< 0: no HTTP reply was read
  std::string operation;  ///< e.g. "POST /containers/create"
  std::string message;    ///< the peer's own text, or ours; never a secret

  /// One line for people: operation, kind, message.
  [[nodiscard]] std::string describe() const;
};

template <class T>
using result = boost::system::result<T, failure>;

/// boost::system::result calls this from value() on an error; reaching it is a bug in the caller.
[[noreturn]] void throw_exception_from_error(failure const& error, boost::source_location const& where);

}  // namespace dockverify::io

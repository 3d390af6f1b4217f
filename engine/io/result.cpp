// Text and last resort of failures.
#include "engine/io/result.hpp"

#include <stdexcept>

namespace dockverify::io {

std::string_view to_string(failure_kind kind) noexcept {
  switch (kind) {
    case failure_kind::unreachable:
      return "unreachable";
    case failure_kind::denied:
      return "denied";
    case failure_kind::not_found:
      return "not found";
    case failure_kind::conflict:
      return "conflict";
    case failure_kind::invalid:
      return "invalid";
    case failure_kind::timed_out:
      return "timed out";
    case failure_kind::cancelled:
      return "cancelled";
    case failure_kind::protocol:
      return "protocol error";
    case failure_kind::server:
      return "server error";
    case failure_kind::unsupported:
      return "unsupported";
  }
  return "unknown";
}

std::string failure::describe() const {
  std::string line;
  if (!operation.empty()) line = operation + ": ";
  line += to_string(kind);
  if (http_status != 0) line += " (HTTP " + std::to_string(http_status) + ")";
  if (!message.empty()) {
    line += ": " + message;
  } else if (code) {
    line += ": " + code.message();
  }
  return line;
}

void throw_exception_from_error(failure const& error, boost::source_location const& where) {
  throw std::logic_error(std::string(where.file_name()) + ":" + std::to_string(where.line()) +
                         ": the value of a failed result was used: " + error.describe());
}

}  // namespace dockverify::io

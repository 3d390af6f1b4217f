// A request as the caller describes it and a reply as it was read: plain data, no HTTP library, no JSON.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/io/result.hpp"

namespace dockverify::http {

/// Gives a request body piece by piece; an empty piece ends it.
using body_source = std::function<io::awaitable<io::result<std::string>>()>;

struct request {
  std::string method = "GET";
  std::string target;  ///< path and query, percent-encoded, without the version prefix
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content_type;
  std::string body;
  body_source source;                           ///< instead of `body`: sent in chunks
  bool versioned = true;                        ///< prefix the target with the settled API version
  bool upgrade = false;                         ///< ask for a raw byte stream (hijack)
  std::size_t body_limit = default_body_limit;  ///< of the reply

  /// Covers a list of thousands of containers.
  static constexpr std::size_t default_body_limit = std::size_t{64} << 20U;
};

struct reply_head {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case

  [[nodiscard]] std::string header(std::string const& lower_case_name) const;
};

struct reply {
  reply_head head;
  std::string body;
};

/// Everything but unreserved characters as %XX.
std::string percent_encode(std::string_view text);
/// The request up to and including the empty line.
std::string serialise_head(request const& what, std::string const& target);
/// False when the request's parts contain bytes that would split the request.
bool well_formed(request const& what);

}  // namespace dockverify::http

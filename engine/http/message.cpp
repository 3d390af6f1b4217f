// Requests are simple enough to write out by hand; only replies need a parser.
#include "engine/http/message.hpp"

#include <algorithm>

namespace dockverify::http {
namespace {

bool control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}
bool one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), control);
}

}  // namespace

std::string reply_head::header(std::string const& lower_case_name) const {
  auto const at = headers.find(lower_case_name);
  return at == headers.end() ? std::string() : at->second;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (char const c : text) {
    if (unreserved.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      auto const byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += digits[byte >> 4U];
      encoded += digits[byte & 15U];
    }
  }
  return encoded;
}

std::string serialise_head(request const& what, std::string const& target) {
  std::string head = what.method + " " + target + " HTTP/1.1\r\nHost: docker\r\nUser-Agent: dockverify\r\n";
  for (auto const& [name, value] : what.headers) head += name + ": " + value + "\r\n";
  if (!what.content_type.empty()) head += "Content-Type: " + what.content_type + "\r\n";
  if (what.upgrade) head += "Connection: Upgrade\r\nUpgrade: tcp\r\n";
  if (what.source) {
    head += "Transfer-Encoding: chunked\r\n";
  } else if (!what.body.empty() || what.method == "POST" || what.method == "PUT") {
    head += "Content-Length: " + std::to_string(what.body.size()) + "\r\n";
  }
  return head + "\r\n";
}

bool well_formed(request const& what) {
  bool const split =
      what.target.find(' ') != std::string::npos || !one_line(what.target) || !one_line(what.content_type);
  return !split && std::all_of(what.headers.begin(), what.headers.end(),
                               [](auto const& field) { return one_line(field.first) && one_line(field.second); });
}

}  // namespace dockverify::http

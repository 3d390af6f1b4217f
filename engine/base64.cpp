// Base64, both alphabets.
#include "engine/base64.hpp"

#include <cstdint>

namespace dockverify::engine {
namespace {

constexpr std::string_view common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

int value_of(char c) {
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  auto const at = common.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::string base64_encode(std::string_view bytes, base64_alphabet alphabet) {
  std::string_view const last = alphabet == base64_alphabet::url ? "-_" : "+/";
  auto const digit = [&](std::uint32_t v) { return v < 62 ? common[v] : last[v - 62]; };
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    auto const octet = [&](std::size_t at) {
      return at < bytes.size() ? static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[at])) : 0U;
    };
    std::uint32_t const group = octet(i) << 16 | octet(i + 1) << 8 | octet(i + 2);
    text += digit(group >> 18 & 63);
    text += digit(group >> 12 & 63);
    text += i + 1 < bytes.size() ? digit(group >> 6 & 63) : '=';
    text += i + 2 < bytes.size() ? digit(group & 63) : '=';
  }
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t group = 0;
  int bits = 0;
  for (char const c : text) {
    int const value = value_of(c);
    if (value < 0) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(static_cast<std::uint8_t>(group >> bits & 0xFFU));
    }
  }
  return bytes;
}

}  // namespace dockverify::engine

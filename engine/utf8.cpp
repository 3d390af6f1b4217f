// Well-formedness by the table of the Unicode standard (3-7): no overlong forms, surrogates or values above U+10FFFF.
#include "engine/utf8.hpp"

#include <cstdint>

namespace dockverify::engine {
namespace {

// The length of the well-formed sequence at the start of `bytes`; 0: there is none.
std::size_t sequence_length(std::string_view bytes) {
  auto const at = [&](std::size_t i) {
    return i < bytes.size() ? static_cast<std::uint8_t>(bytes[i]) : std::uint8_t{0};
  };
  auto const within = [&](std::size_t i, std::uint8_t low, std::uint8_t high) { return at(i) >= low && at(i) <= high; };
  auto const tail = [&](std::size_t i) { return within(i, 0x80, 0xBF); };
  std::uint8_t const lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    std::uint8_t const low = lead == 0xE0 ? 0xA0 : 0x80;
    std::uint8_t const high = lead == 0xED ? 0x9F : 0xBF;
    return within(1, low, high) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    std::uint8_t const low = lead == 0xF0 ? 0x90 : 0x80;
    std::uint8_t const high = lead == 0xF4 ? 0x8F : 0xBF;
    return within(1, low, high) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string to_valid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    auto const length = sequence_length(bytes);
    if (length == 0) {
      text += "\xEF\xBF\xBD";
      bytes.remove_prefix(1);
    } else {
      text += bytes.substr(0, length);
      bytes.remove_prefix(length);
    }
  }
  return text;
}

}  // namespace dockverify::engine

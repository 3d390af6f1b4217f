#include "compose/utf8.hpp"

namespace dockverify::compose {

std::size_t sequence_length(std::string_view text, std::size_t i) {
  auto const byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  auto const follows = [&](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };
  unsigned const first = byte(i);
  if (i < text.size() && first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(i + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!follows(i + 1) || !follows(i + 2)) return 0;
    bool const overlong = first == 0xE0 && byte(i + 1) < 0xA0;
    bool const surrogate = first == 0xED && byte(i + 1) > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!follows(i + 1) || !follows(i + 2) || !follows(i + 3)) return 0;
    bool const overlong = first == 0xF0 && byte(i + 1) < 0x90;
    bool const too_large = first == 0xF4 && byte(i + 1) > 0x8F;
    return overlong || too_large ? 0 : 4;
  }
  return 0;
}

char32_t code_point(std::string_view text, std::size_t i, std::size_t length) {
  auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  if (length <= 1) return byte(i);
  char32_t value = byte(i) & (0x7FU >> length);
  for (std::size_t k = 1; k < length; ++k) value = value << 6U | (byte(i + k) & 0x3FU);
  return value;
}

}  // namespace dockverify::compose

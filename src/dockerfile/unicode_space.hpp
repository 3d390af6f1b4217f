// White space as the builder's language has it: trimming a line takes more than ASCII blanks.
#pragma once

#include <cstddef>
#include <string_view>

namespace dockverify::dockerfile {

/// Bytes of the white space code point that text begins with; 0: it does not begin with one.
constexpr std::size_t leading_space(std::string_view text) {
  if (text.empty()) return 0;
  auto const byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  unsigned const a = byte(0), b = byte(1), c = byte(2);
  if (a == ' ' || (a >= '\t' && a <= '\r')) return 1;
  if (a == 0xC2 && (b == 0x85 || b == 0xA0)) return 2;
  if (a == 0xE1 && b == 0x9A && c == 0x80) return 3;
  if (a == 0xE2 && b == 0x80 && ((c >= 0x80 && c <= 0x8A) || c == 0xA8 || c == 0xA9 || c == 0xAF)) return 3;
  if (a == 0xE2 && b == 0x81 && c == 0x9F) return 3;
  return a == 0xE3 && b == 0x80 && c == 0x80 ? 3 : 0;
}

constexpr std::string_view trim_left(std::string_view text) {
  while (auto const size = leading_space(text)) text.remove_prefix(size);
  return text;
}

constexpr std::string_view trim_right(std::string_view text) {
  for (bool trimmed = true; trimmed;) {
    trimmed = false;
    for (std::size_t size = 1; size <= 3 && size <= text.size() && !trimmed; ++size) {
      if (leading_space(text.substr(text.size() - size)) != size) continue;
      text.remove_suffix(size);
      trimmed = true;
    }
  }
  return text;
}

/// What the builder splits words at.
constexpr std::string_view word_blanks = " \t\v\f\r";

}  // namespace dockverify::dockerfile

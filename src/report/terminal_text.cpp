// A decoder for UTF-8 and a coarse width table: exact tables change every year, and misjudging a rare character only
// shifts one column.
#include "report/terminal_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace dockverify {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

struct decoded {
  char32_t value = 0;
  std::size_t length = 1;
  bool valid = false;
};

decoded decode(std::string_view text) {
  auto const byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  std::uint8_t const first = byte(0);
  if (first < 0x80) return {first, 1, true};
  std::size_t length = 0;
  char32_t value = 0;
  if ((first & 0xe0U) == 0xc0U) {
    length = 2, value = first & 0x1fU;
  } else if ((first & 0xf0U) == 0xe0U) {
    length = 3, value = first & 0x0fU;
  } else if ((first & 0xf8U) == 0xf0U) {
    length = 4, value = first & 0x07U;
  } else {
    return {};
  }
  if (text.size() < length) return {};
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return {};
    value = (value << 6U) | (byte(i) & 0x3fU);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest.at(length) || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return {};
  return {value, length, true};
}

struct range {
  char32_t first, last;
};

template <std::size_t Size>
bool within(std::array<range, Size> const& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](range r) { return c >= r.first && c <= r.last; });
}

// Characters that hide or reorder what follows: a log line could show something other than it says.
bool deceptive(char32_t c) {
  constexpr std::array<range, 6> ranges{
      {{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x2069}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}}};
  return within(ranges, c);
}

std::size_t width_of(char32_t c) {
  constexpr std::array<range, 12> combining{{{0x0300, 0x036f},
                                             {0x0483, 0x0489},
                                             {0x0591, 0x05bd},
                                             {0x0610, 0x061a},
                                             {0x064b, 0x065f},
                                             {0x0e31, 0x0e31},
                                             {0x0e34, 0x0e3a},
                                             {0x1ab0, 0x1aff},
                                             {0x1dc0, 0x1dff},
                                             {0x20d0, 0x20ff},
                                             {0xfe00, 0xfe0f},
                                             {0xfe20, 0xfe2f}}};
  constexpr std::array<range, 14> wide{{{0x1100, 0x115f},
                                        {0x231a, 0x231b},
                                        {0x23e9, 0x23ec},
                                        {0x2705, 0x2705},
                                        {0x274c, 0x274e},
                                        {0x2753, 0x2755},
                                        {0x2e80, 0x303e},
                                        {0x3041, 0xa4cf},
                                        {0xac00, 0xd7a3},
                                        {0xf900, 0xfaff},
                                        {0xfe30, 0xfe6f},
                                        {0xff00, 0xff60},
                                        {0x1f300, 0x1faff},
                                        {0x20000, 0x3fffd}}};
  if (c < 0x300) return 1;
  if (within(combining, c)) return 0;
  return within(wide, c) ? 2 : 1;
}

// The length of a "select graphic rendition" sequence at the start of `text`, 0 when there is none: colours carry no
// meaning in quoted logs, everything else after an escape might.
std::size_t colour_sequence(std::string_view text) {
  if (text.size() < 3 || text[0] != '\x1b' || text[1] != '[') return 0;
  std::size_t const end = text.find_first_not_of("0123456789;:", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

std::string hexadecimal(char32_t c, std::size_t digits) {
  std::string out;
  while (c != 0 || out.size() < digits) {
    out.insert(out.begin(), "0123456789abcdef"[c & 0xfU]);
    c >>= 4U;
  }
  return out;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (std::size_t const skip = colour_sequence(text); skip != 0) {
      text.remove_prefix(skip);
      continue;
    }
    decoded const c = decode(text);
    if (!c.valid) {
      out += replacement;
    } else if (c.value == '\t') {
      out += ' ';
    } else if (c.value == '\n') {
      out += "\\n";
    } else if (c.value == '\r') {
      out += "\\r";
    } else if (c.value < 0x20 || (c.value >= 0x7f && c.value < 0xa0)) {
      out += "\\x" + hexadecimal(c.value, 2);
    } else if (deceptive(c.value)) {
      out += "\\u{" + hexadecimal(c.value, 4) + "}";
    } else {
      out += text.substr(0, c.length);
    }
    text.remove_prefix(c.length);
  }
  return out;
}

std::vector<std::string> printable_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::size_t const end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(printable(line));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    decoded const c = decode(text);
    width += c.valid ? width_of(c.value) : 1;
    text.remove_prefix(c.length);
  }
  return width;
}

std::string truncated(std::string_view text, std::size_t width, bool ascii) {
  if (display_width(text) <= width) return std::string{text};
  if (width == 0) return {};
  std::size_t used = 0, end = 0;
  while (end < text.size()) {
    decoded const c = decode(text.substr(end));
    std::size_t const next = c.valid ? width_of(c.value) : 1;
    if (used + next > width - 1) break;
    used += next;
    end += c.length;
  }
  return std::string{text.substr(0, end)} + (ascii ? "~" : "…");
}

std::string padded(std::string_view text, std::size_t width) {
  std::size_t const used = display_width(text);
  return std::string{text} + std::string(used < width ? width - used : 0, ' ');
}

std::string padded_left(std::string_view text, std::size_t width) {
  std::size_t const used = display_width(text);
  return std::string(used < width ? width - used : 0, ' ') + std::string{text};
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  if (width == 0 || display_width(text) <= width) return {std::string{text}};
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    std::size_t const end = text.find(' ');
    std::string_view const word = text.substr(0, end);
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace dockverify

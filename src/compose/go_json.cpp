// nlohmann's dump differs in escapes, in numbers and on invalid UTF-8, where it throws.
#include "compose/go_json.hpp"

#include <cstdio>

#include "compose/scalar.hpp"

namespace dockverify::compose {

namespace {

/// The length of the valid UTF-8 sequence at `i`, 0 when there is none.
std::size_t sequence_length(std::string_view text, std::size_t i) {
  auto const byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  auto const follows = [&](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };
  unsigned const first = byte(i);
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

void write_text(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    char const c = text[i];
    auto const byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      std::size_t const length = sequence_length(text, i);
      std::string_view const sequence = text.substr(i, length);
      if (length == 0) {
        out += "\\ufffd";
      } else if (sequence == "\xE2\x80\xA8") {
        out += "\\u2028";
      } else if (sequence == "\xE2\x80\xA9") {
        out += "\\u2029";
      } else {
        out += sequence;
      }
      i += length == 0 ? 1 : length;
      continue;
    }
    ++i;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20 || c == '<' || c == '>' || c == '&') {
          char buffer[8];
          std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(byte));
          out += buffer;
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void write(std::string& out, ordered_json const& json) {
  if (json.is_object()) {
    out += '{';
    bool first = true;
    for (auto const& [key, value] : json.items()) {
      if (!first) out += ',';
      first = false;
      write_text(out, key);
      out += ':';
      write(out, value);
    }
    out += '}';
  } else if (json.is_array()) {
    out += '[';
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (i != 0) out += ',';
      write(out, json[i]);
    }
    out += ']';
  } else if (json.is_string()) {
    write_text(out, json.get_ref<std::string const&>());
  } else if (json.is_number_float()) {
    out += json_float_text(json.get<double>());
  } else {
    out += json.dump();
  }
}

}  // namespace

std::string go_json(ordered_json const& json) {
  std::string out;
  write(out, json);
  return out;
}

}  // namespace dockverify::compose

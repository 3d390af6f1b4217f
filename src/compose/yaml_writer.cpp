// Follows the rules of libyaml's emitter, which go-yaml is a port of, with go-yaml's changes: no line is ever folded, a
// text with a line break asks for the literal style, and a text that YAML 1.1 would take for something else is quoted.
#include "compose/yaml_writer.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cmath>

#include "compose/scalar.hpp"
#include "compose/utf8.hpp"

namespace dockverify::compose {

namespace {

enum class scalar_style : std::uint8_t { plain, single_quoted, double_quoted, literal };

/// One character of a text as the emitter sees it.
struct character {
  char32_t rune = 0;
  std::size_t length = 1;

  [[nodiscard]] bool is_blank() const noexcept { return rune == U' ' || rune == U'\t'; }
  [[nodiscard]] bool is_break() const noexcept {
    return rune == U'\r' || rune == U'\n' || rune == 0x85 || rune == 0x2028 || rune == 0x2029;
  }
  /// go-yaml's own set, to which nothing beyond the basic plane belongs.
  [[nodiscard]] bool is_printable() const noexcept {
    return rune == U'\n' || (rune >= 0x20 && rune <= 0x7E) || (rune >= 0xA0 && rune <= 0xD7FF) ||
           (rune >= 0xE000 && rune <= 0xFFFD && rune != 0xFEFF);
  }
};

character character_at(std::string_view text, std::size_t i) {
  std::size_t const length = std::max<std::size_t>(sequence_length(text, i), 1);
  return {code_point(text, i, length), length};
}

bool is_valid(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t const length = sequence_length(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

std::string base64(std::string_view text) {
  std::string out((text.size() + 2) / 3 * 4 + 1, '\0');
  int const length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<unsigned char const*>(text.data()),
                      static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`: a number to the base of 60 in YAML 1.1.
bool is_base60(std::string_view text) {
  std::size_t i = 0;
  auto const digit = [&](char most) { return i < text.size() && text[i] >= '0' && text[i] <= most; };
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  if (!digit('9')) return false;
  while (digit('9') || (i < text.size() && text[i] == '_')) ++i;
  std::size_t parts = 0;
  for (; i < text.size() && text[i] == ':'; ++parts) {
    ++i;
    if (!digit('9')) return false;
    bool const may_be_first = digit('5');
    ++i;
    if (may_be_first && digit('9')) ++i;
  }
  if (parts == 0) return false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    while (digit('9') || (i < text.size() && text[i] == '_')) ++i;
  }
  return i == text.size();
}

/// Only these spellings, unlike what compose reads as a boolean.
bool is_yaml11_bool(std::string_view text) {
  static constexpr std::string_view words[] = {"y", "Y", "yes", "Yes", "YES", "on",  "On",  "ON",
                                               "n", "N", "no",  "No",  "NO",  "off", "Off", "OFF"};
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

bool reads_as_text(std::string_view text) {
  return resolve_plain(text).kind == value_kind::text && !is_base60(text) && !is_yaml11_bool(text);
}

/// What the characters of a text allow.
struct analysis {
  bool multiline = false, plain = true, single_quoted = true, literal = true;
};

analysis analyse(std::string_view text) {
  analysis result;
  if (text.empty()) {
    result.literal = false;
    return result;
  }
  bool indicators = text.substr(0, 3) == "---" || text.substr(0, 3) == "...";
  bool special = false, tabs = false, break_then_space = false, space_then_break = false;
  bool after_space = false, after_break = false, after_whitespace = true;
  bool edge = false, ends_in_space = false;
  for (std::size_t i = 0; i < text.size();) {
    character const c = character_at(text, i);
    std::size_t const next = i + c.length;
    bool const before_whitespace = next >= text.size() || character_at(text, next).is_blank();
    char const sign = c.length == 1 ? text[i] : '\0';
    if (i == 0) {
      if (std::string_view("#,[]{}&*!|>'\"%@`").find(sign) != std::string_view::npos && sign != '\0') indicators = true;
      if ((sign == '?' || sign == ':' || sign == '-') && before_whitespace) indicators = true;
    } else if ((sign == ':' && before_whitespace) || (sign == '#' && after_whitespace)) {
      indicators = true;
    }
    if (sign == '\t') {
      tabs = true;
    } else if (!c.is_printable()) {
      special = true;
    }
    bool const is_space = c.rune == U' ', is_break = c.is_break();
    if ((is_space || is_break) && (i == 0 || next == text.size())) edge = true;
    if (is_space && next == text.size()) ends_in_space = true;
    if (is_space && after_break) break_then_space = true;
    if (is_break && after_space) space_then_break = true;
    if (is_break) result.multiline = true;
    after_space = is_space;
    after_break = is_break;
    after_whitespace = c.is_blank() || is_break || c.rune == 0;
    i = next;
  }
  result.single_quoted = !break_then_space && !space_then_break && !tabs && !special;
  result.plain = result.single_quoted && !edge && !result.multiline && !indicators;
  result.literal = !ends_in_space && !space_then_break && !special;
  return result;
}

scalar_style style_of(std::string_view text, bool is_key) {
  analysis const allowed = analyse(text);
  if (is_key && allowed.multiline) return scalar_style::double_quoted;
  if (text.find('\n') != std::string_view::npos)
    return allowed.literal && !is_key ? scalar_style::literal : scalar_style::double_quoted;
  if (!reads_as_text(text)) return scalar_style::double_quoted;
  if (allowed.plain) return scalar_style::plain;
  return allowed.single_quoted ? scalar_style::single_quoted : scalar_style::double_quoted;
}

class writer {
 public:
  explicit writer(std::size_t step) : step_(step) {}

  std::string take() { return std::move(out_); }

  /// `indent` is where the entries begin. The first one continues the line when `inlined`.
  void mapping(ordered_json const& object, std::size_t indent, bool inlined) {
    for (auto const& [key, value] : object.items()) {
      if (!inlined) out_.append(indent, ' ');
      inlined = false;
      if (is_simple_key(key)) {
        text(key, indent, true);
        out_ += ':';
        value_of_key(value, indent);
      } else {
        out_ += "? ";
        text(key, indent + step_, false);
        end_line();
        out_.append(indent, ' ');
        out_ += ':';
        item(value, indent + step_);
      }
    }
  }

 private:
  static bool is_simple_key(std::string_view key) { return key.size() <= 128 && !analyse(key).multiline; }

  void value_of_key(ordered_json const& value, std::size_t indent) {
    if (value.is_structured() && !value.empty()) {
      out_ += '\n';
      if (value.is_object())
        mapping(value, indent + step_, false);
      else
        sequence(value, indent + step_, false);
    } else {
      out_ += ' ';
      scalar(value, indent + step_);
      end_line();
    }
  }

  void sequence(ordered_json const& list, std::size_t indent, bool inlined) {
    for (ordered_json const& one : list) {
      if (!inlined) out_.append(indent, ' ');
      inlined = false;
      out_ += '-';
      item(one, indent + 2);
    }
  }

  /// What follows an indicator and may continue its line.
  void item(ordered_json const& value, std::size_t indent) {
    out_ += ' ';
    if (value.is_object() && !value.empty()) {
      mapping(value, indent, true);
    } else if (value.is_array() && !value.empty()) {
      sequence(value, indent, true);
    } else {
      scalar(value, indent);
      end_line();
    }
  }

  /// A literal text has ended its last line itself when it ends in line breaks.
  void end_line() {
    if (out_.empty() || out_.back() != '\n') out_ += '\n';
  }

  void scalar(ordered_json const& value, std::size_t indent) {
    if (value.is_string()) return text(value.get_ref<std::string const&>(), indent, false);
    if (value.is_object()) {
      out_ += "{}";
    } else if (value.is_array()) {
      out_ += "[]";
    } else if (value.is_binary()) {
      out_ += date_text(value);
    } else if (value.is_number_float()) {
      number(value.get<double>());
    } else {
      out_ += value.dump();
    }
  }

  void number(double value) {
    if (std::isnan(value)) {
      out_ += ".nan";
    } else if (std::isinf(value)) {
      out_ += value > 0 ? ".inf" : "-.inf";
    } else {
      out_ += go_float_text(value);
    }
  }

  void text(std::string_view value, std::size_t indent, bool is_key) {
    if (!is_valid(value)) {
      out_ += "!!binary " + base64(value);
      return;
    }
    switch (style_of(value, is_key)) {
      case scalar_style::plain:
        out_ += value;
        return;
      case scalar_style::single_quoted:
        return single_quoted(value, indent);
      case scalar_style::double_quoted:
        return double_quoted(value);
      case scalar_style::literal:
        return literal(value, indent);
    }
  }

  void single_quoted(std::string_view value, std::size_t indent) {
    out_ += '\'';
    bool after_break = false;
    for (std::size_t i = 0; i < value.size();) {
      character const c = character_at(value, i);
      if (after_break && !c.is_break()) out_.append(indent, ' ');
      after_break = c.is_break();
      if (c.rune == U'\'') out_ += '\'';
      out_ += value.substr(i, c.length);
      i += c.length;
    }
    out_ += '\'';
  }

  void double_quoted(std::string_view value) {
    out_ += '"';
    for (std::size_t i = 0; i < value.size();) {
      character const c = character_at(value, i);
      if (!c.is_printable() || c.is_break() || c.rune == U'"' || c.rune == U'\\') {
        escape(c.rune);
      } else {
        out_ += value.substr(i, c.length);
      }
      i += c.length;
    }
    out_ += '"';
  }

  void escape(char32_t rune) {
    static constexpr std::pair<char32_t, char> named[] = {
        {0x00, '0'}, {0x07, 'a'}, {0x08, 'b'},  {0x09, 't'}, {0x0A, 'n'}, {0x0B, 'v'},   {0x0C, 'f'},  {0x0D, 'r'},
        {0x1B, 'e'}, {0x22, '"'}, {0x5C, '\\'}, {0x85, 'N'}, {0xA0, '_'}, {0x2028, 'L'}, {0x2029, 'P'}};
    out_ += '\\';
    auto const known =
        std::find_if(std::begin(named), std::end(named), [&](auto const& one) { return one.first == rune; });
    if (known != std::end(named)) {
      out_ += known->second;
      return;
    }
    unsigned const digits = rune <= 0xFF ? 2 : rune <= 0xFFFF ? 4 : 8;
    out_ += rune <= 0xFF ? 'x' : rune <= 0xFFFF ? 'u' : 'U';
    for (unsigned k = digits; k-- > 0;) out_ += "0123456789ABCDEF"[rune >> (k * 4U) & 0xFU];
  }

  void literal(std::string_view value, std::size_t indent) {
    out_ += '|';
    character const first = character_at(value, 0);
    if (first.rune == U' ' || first.is_break()) out_ += '0' + static_cast<char>(step_);
    out_ += chomping(value);
    out_ += '\n';
    bool at_start = true;
    for (std::size_t i = 0; i < value.size();) {
      character const c = character_at(value, i);
      if (at_start && !c.is_break()) out_.append(indent, ' ');
      at_start = c.is_break();
      out_ += value.substr(i, c.length);
      i += c.length;
    }
  }

  /// `-` without a line break at the end, `+` with more than one.
  static std::string_view chomping(std::string_view value) {
    std::size_t breaks = 0, size = 0;
    for (std::size_t i = 0; i < value.size();) {
      character const c = character_at(value, i);
      breaks = c.is_break() ? breaks + 1 : 0;
      i += c.length;
      ++size;
    }
    if (breaks == 0) return "-";
    return breaks > 1 || size == 1 ? "+" : "";
  }

  std::size_t step_;
  std::string out_;
};

}  // namespace

std::string yaml_text(ordered_json const& json, std::size_t indent) {
  if (json.empty()) return "{}\n";
  writer out(indent);
  out.mapping(json, 0, false);
  return out.take();
}

}  // namespace dockverify::compose

// Follows go-yaml v3's resolution (YAML 1.2 booleans, octals of both kinds, underscores) and Go's number formats.
#include "compose/scalar.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <system_error>

namespace dockverify::compose {

namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// The shortest decimal digits that read back as the value, and the exponent of the first one.
struct decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

template <class Float>
decimal shortest(Float value) {
  char buffer[64];
  auto const end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  decimal result;
  if (text.front() == '-') {
    result.negative = true;
    text.remove_prefix(1);
  }
  std::size_t const e = text.find('e');
  for (char c : text.substr(0, e)) {
    if (c != '.') result.digits += c;
  }
  while (result.digits.size() > 1 && result.digits.back() == '0') result.digits.pop_back();
  result.exponent = std::atoi(std::string(text.substr(e + 1)).c_str());
  return result;
}

std::string scientific(decimal const& d, bool two_digit_exponent) {
  std::string result = d.negative ? "-" : "";
  result += d.digits[0];
  if (d.digits.size() > 1) result += "." + d.digits.substr(1);
  int const magnitude = std::abs(d.exponent);
  result += d.exponent < 0 ? "e-" : "e+";
  if (two_digit_exponent && magnitude < 10) result += '0';
  return result + std::to_string(magnitude);
}

std::string positional(decimal const& d) {
  std::string result = d.negative ? "-" : "";
  int const count = static_cast<int>(d.digits.size());
  if (d.exponent < 0) return result + "0." + std::string(static_cast<std::size_t>(-d.exponent - 1), '0') + d.digits;
  if (d.exponent + 1 >= count)
    return result + d.digits + std::string(static_cast<std::size_t>(d.exponent + 1 - count), '0');
  auto const point = static_cast<std::size_t>(d.exponent + 1);
  return result + d.digits.substr(0, point) + "." + d.digits.substr(point);
}

template <class Float>
std::string json_text(Float value) {
  if (!std::isfinite(value)) return "null";
  if (value == 0) return std::signbit(value) ? "-0" : "0";
  Float const magnitude = std::abs(value);
  decimal const d = shortest(value);
  // encoding/json: exponents only outside [1e-6, 1e21), and e-09 becomes e-9.
  return magnitude < Float(1e-6) || magnitude >= Float(1e21) ? scientific(d, d.exponent > 0) : positional(d);
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
bool looks_like_float(std::string_view word) {
  std::size_t i = 0;
  auto const digits = [&] {
    std::size_t const from = i;
    while (i < word.size() && is_digit(word[i])) ++i;
    return i - from;
  };
  if (i < word.size() && (word[i] == '-' || word[i] == '+')) ++i;
  if (i < word.size() && word[i] == '.') {
    ++i;
    if (digits() == 0) return false;
  } else {
    if (digits() == 0) return false;
    if (i < word.size() && word[i] == '.') {
      ++i;
      digits();
    }
  }
  if (i < word.size() && (word[i] == 'e' || word[i] == 'E')) {
    ++i;
    if (i < word.size() && (word[i] == '-' || word[i] == '+')) ++i;
    if (digits() == 0) return false;
  }
  return i == word.size();
}

int days_of(int year, int month) {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

struct timestamp {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::string fraction, zone = "Z";
};

/// go-yaml's four layouts: a date, or a date and a time with or without a zone.
std::optional<timestamp> parse_timestamp(std::string_view word) {
  std::size_t i = 0;
  auto const number = [&](std::size_t least, std::size_t most, int from, int to, int& value) {
    std::size_t const start = i;
    value = 0;
    while (i < word.size() && i - start < most && is_digit(word[i])) value = value * 10 + (word[i++] - '0');
    return i - start >= least && value >= from && value <= to;
  };
  auto const literal = [&](char c) {
    if (i >= word.size() || word[i] != c) return false;
    ++i;
    return true;
  };

  timestamp t;
  if (!number(4, 4, 0, 9999, t.year) || !literal('-') || !number(1, 2, 1, 12, t.month) || !literal('-') ||
      !number(1, 2, 1, days_of(t.year, t.month), t.day))
    return std::nullopt;
  if (i == word.size()) return t;
  bool const spaced = literal(' ');
  if (!spaced && !literal('T') && !literal('t')) return std::nullopt;
  if (!number(1, 2, 0, 23, t.hour) || !literal(':') || !number(1, 2, 0, 59, t.minute) || !literal(':') ||
      !number(1, 2, 0, 59, t.second))
    return std::nullopt;
  if (literal('.')) {
    std::size_t const start = i;
    while (i < word.size() && is_digit(word[i])) ++i;
    t.fraction = word.substr(start, std::min<std::size_t>(i - start, 9));
    if (t.fraction.empty()) return std::nullopt;
    t.fraction.erase(t.fraction.find_last_not_of('0') + 1);
  }
  if (!spaced && !literal('Z')) {
    std::size_t const start = i;
    int unused = 0;
    if (!literal('+') && !literal('-')) return std::nullopt;
    if (!number(2, 2, 0, 24, unused) || !literal(':') || !number(2, 2, 0, 60, unused)) return std::nullopt;
    if (word.substr(start + 1) != "00:00") t.zone = word.substr(start);
  }
  if (i != word.size()) return std::nullopt;
  return t;
}

}  // namespace

std::optional<std::int64_t> parse_int(std::string_view word, int base) {
  bool negative = false;
  if (!word.empty() && (word[0] == '-' || word[0] == '+')) {
    negative = word[0] == '-';
    word.remove_prefix(1);
  }
  if (base == 0) {
    base = 10;
    if (word.size() > 1 && word[0] == '0') {
      char const mark = static_cast<char>(word[1] | 0x20);
      base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
      word.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
    }
  }
  std::uint64_t magnitude = 0;
  auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), magnitude, base);
  if (word.empty() || error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (magnitude > most + (negative ? 1 : 0)) return std::nullopt;
  if (negative) return static_cast<std::int64_t>(std::uint64_t{0} - magnitude);
  return static_cast<std::int64_t>(magnitude);
}

std::optional<double> parse_float(std::string_view word) {
  if (!word.empty() && word[0] == '+') word.remove_prefix(1);
  double value = 0;
  auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (word.empty() || end != word.data() + word.size()) return std::nullopt;
  if (error == std::errc{}) return value;
  // Go reads numbers that are too small as zero and refuses those that are too large.
  std::string const copy(word);
  value = std::strtod(copy.c_str(), nullptr);
  if (std::isinf(value)) return std::nullopt;
  return value;
}

std::optional<double> parse_grouped_float(std::string_view word) {
  if (word.find('_') == std::string_view::npos) return parse_float(word);
  std::string digits;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] != '_') {
      digits += word[i];
    } else if (i == 0 || i + 1 == word.size() || !is_digit(word[i - 1]) || !is_digit(word[i + 1])) {
      return std::nullopt;
    }
  }
  return parse_float(digits);
}

std::string go_float_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value == 0) return std::signbit(value) ? "-0" : "0";
  decimal const d = shortest(value);
  // strconv decides as if for six digits when it prints the shortest form.
  return d.exponent < -4 || d.exponent >= 6 ? scientific(d, true) : positional(d);
}

std::string timestamp_text(std::string_view word) {
  std::optional<timestamp> const t = parse_timestamp(word);
  if (!t) return std::string(word);
  auto const padded = [](int value, std::size_t width) {
    std::string const digits = std::to_string(value);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
  };
  std::string const fraction = t->fraction.empty() ? "" : "." + t->fraction;
  return padded(t->year, 4) + "-" + padded(t->month, 2) + "-" + padded(t->day, 2) + "T" + padded(t->hour, 2) + ":" +
         padded(t->minute, 2) + ":" + padded(t->second, 2) + fraction + t->zone;
}

std::string json_float_text(double value) {
  return json_text(value);
}
std::string json_float_text(float value) {
  return json_text(value);
}

resolved_scalar resolve_plain(std::string_view word) {
  if (word.empty() || word == "~" || word == "null" || word == "Null" || word == "NULL") return {value_kind::null, ""};
  if (word == "true" || word == "True" || word == "TRUE") return {value_kind::boolean, "true"};
  if (word == "false" || word == "False" || word == "FALSE") return {value_kind::boolean, "false"};
  if (word == ".nan" || word == ".NaN" || word == ".NAN") return {value_kind::real, "NaN"};
  if (word == "-.inf" || word == "-.Inf" || word == "-.INF") return {value_kind::real, "-Inf"};
  for (std::string_view infinite : {".inf", ".Inf", ".INF"}) {
    if (word == infinite || (word[0] == '+' && word.substr(1) == infinite)) return {value_kind::real, "+Inf"};
  }

  if (word[0] == '.') {
    if (looks_like_float(word)) {
      if (auto const value = parse_float(word)) return {value_kind::real, go_float_text(*value)};
    }
    return {value_kind::text, std::string(word)};
  }
  if (!is_digit(word[0]) && word[0] != '-' && word[0] != '+') return {value_kind::text, std::string(word)};
  if (parse_timestamp(word)) return {value_kind::timestamp, std::string(word)};

  std::string bare(word);
  std::erase(bare, '_');
  if (auto const value = parse_int(bare, 0)) return {value_kind::integer, std::to_string(*value)};
  std::uint64_t large = 0;
  auto const end = bare.data() + bare.size();
  if (auto const read = std::from_chars(bare.data(), end, large);
      read.ec == std::errc{} && read.ptr == end && bare[0] != '0') {
    return {value_kind::integer, std::to_string(large)};
  }
  if (looks_like_float(bare)) {
    if (auto const value = parse_float(bare)) return {value_kind::real, go_float_text(*value)};
  }
  return {value_kind::text, std::string(word)};
}

}  // namespace dockverify::compose

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

/// go-yaml's four layouts: a date, or a date and a time with or without a zone.
bool looks_like_timestamp(std::string_view word) {
  std::size_t i = 0;
  auto const digits = [&](std::size_t least, std::size_t most) {
    std::size_t const from = i;
    while (i < word.size() && i - from < most && is_digit(word[i])) ++i;
    return i - from >= least;
  };
  auto const literal = [&](char c) {
    if (i < word.size() && word[i] == c) {
      ++i;
      return true;
    }
    return false;
  };
  auto const number = [&](std::size_t from) { return std::atoi(std::string(word.substr(from, i - from)).c_str()); };

  if (!digits(4, 4) || !literal('-')) return false;
  std::size_t from = i;
  if (!digits(1, 2) || number(from) < 1 || number(from) > 12 || !literal('-')) return false;
  from = i;
  if (!digits(1, 2) || number(from) < 1 || number(from) > 31) return false;
  if (i == word.size()) return true;
  bool const spaced = word[i] == ' ';
  if (!literal('T') && !literal('t') && !literal(' ')) return false;
  if (!digits(1, 2) || !literal(':') || !digits(1, 2) || !literal(':') || !digits(1, 2)) return false;
  if (literal('.') && !digits(1, 9)) return false;
  if (spaced) return i == word.size();
  if (literal('Z')) return i == word.size();
  if (!literal('+') && !literal('-')) return false;
  return digits(2, 2) && literal(':') && digits(2, 2) && i == word.size();
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

std::string rfc3339(std::string_view timestamp) {
  std::size_t i = 0;
  auto const two_digits = [&] {
    std::size_t const from = i;
    while (i < timestamp.size() && is_digit(timestamp[i])) ++i;
    std::string const digits(timestamp.substr(from, i - from));
    ++i;
    return digits.size() == 1 ? "0" + digits : digits;
  };
  std::string result = two_digits();
  result += "-" + two_digits();
  result += "-" + two_digits();
  if (i >= timestamp.size()) return result + "T00:00:00Z";
  result += "T" + two_digits();
  result += ":" + two_digits();
  result += ":" + two_digits();
  // What follows the seconds: a fraction, whose zeros at the end are not printed, and a zone.
  std::string_view rest = timestamp.substr(std::min(i - 1, timestamp.size()));
  if (rest.starts_with('.')) {
    std::size_t const end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    std::string fraction(rest.substr(0, end));
    while (fraction.back() == '0' || fraction.back() == '.') {
      fraction.pop_back();
      if (fraction.empty()) break;
    }
    result += fraction;
    rest.remove_prefix(end);
  }
  if (rest.empty() || rest == "+00:00" || rest == "-00:00") return result + "Z";
  return result + std::string(rest);
}

std::string go_float_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value == 0) return std::signbit(value) ? "-0" : "0";
  decimal const d = shortest(value);
  // strconv decides as if for six digits when it prints the shortest form.
  return d.exponent < -4 || d.exponent >= 6 ? scientific(d, true) : positional(d);
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
  if (looks_like_timestamp(word)) return {value_kind::timestamp, std::string(word)};

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

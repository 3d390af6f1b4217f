// Follows go-units (sizes), str2duration (durations with days and weeks) and time.Duration.String.
#include "compose/units.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "compose/scalar.hpp"

namespace dockverify::compose {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// "5" and 3 fractional digits of unit 1000 → "5.000" without trailing zeros.
std::string with_fraction(std::int64_t value, std::int64_t unit) {
  std::string result = std::to_string(value / unit);
  std::int64_t rest = value % unit;
  if (rest == 0) return result;
  std::string digits;
  for (std::int64_t scale = unit / 10; scale > 0; scale /= 10) {
    digits += static_cast<char>('0' + rest / scale);
    rest %= scale;
  }
  digits.erase(digits.find_last_not_of('0') + 1);
  return result + "." + digits;
}

/// The part of `unit` that the digits behind a point are, cut off as Go does it.
std::uint64_t fraction_of(std::string_view digits, std::uint64_t unit) {
  std::uint64_t value = 0;
  double scale = 1;
  for (char c : digits) {
    if (value > std::numeric_limits<std::uint64_t>::max() / 20) break;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
    scale *= 10;
  }
  return static_cast<std::uint64_t>(static_cast<double>(value) * (static_cast<double>(unit) / scale));
}

}  // namespace

std::optional<std::int64_t> parse_bytes(std::string_view text) {
  std::size_t const last = text.find_last_of("0123456789. ");
  if (last == std::string_view::npos) return std::nullopt;
  std::string_view number = text.substr(0, last + 1);
  std::string unit = lower(text.substr(last + 1));
  if (!number.empty() && number.back() == ' ') number.remove_suffix(1);
  if (number.empty() || number[0] == '-' || number[0] == '+') return std::nullopt;
  std::optional<double> const value = parse_grouped_float(number);
  if (!value || *value < 0) return std::nullopt;

  double factor = 1;
  if (!unit.empty()) {
    constexpr std::string_view prefixes = "bkmgtp";
    std::size_t const power = prefixes.find(unit[0]);
    if (power == std::string_view::npos) return std::nullopt;
    std::string const tail = unit.substr(1);
    if (!tail.empty() && (power == 0 || (tail != "b" && tail != "ib"))) return std::nullopt;
    factor = std::pow(1024.0, static_cast<double>(power));
  }
  double const bytes = *value * factor;
  if (bytes >= 9.2e18) return std::nullopt;
  return static_cast<std::int64_t>(bytes);
}

std::optional<nanoseconds> parse_duration(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::uint64_t>, 10> units{{{"ns", 1},
                                                                                     {"us", 1'000},
                                                                                     {"\u00B5s", 1'000},
                                                                                     {"\u03BCs", 1'000},
                                                                                     {"ms", 1'000'000},
                                                                                     {"s", 1'000'000'000},
                                                                                     {"m", 60'000'000'000},
                                                                                     {"h", 3'600'000'000'000},
                                                                                     {"d", 86'400'000'000'000},
                                                                                     {"w", 604'800'000'000'000}}};
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text == "0") return nanoseconds{0};
  if (text.empty()) return std::nullopt;
  std::uint64_t total = 0;
  while (!text.empty()) {
    std::size_t const digits = std::min(text.find_first_not_of("0123456789."), text.size());
    std::string_view const number = text.substr(0, digits);
    std::size_t const point = number.find('.');
    if (number.empty() || number == "." || number.rfind('.') != point) return std::nullopt;
    text.remove_prefix(digits);
    std::size_t const length = std::min(text.find_first_of("0123456789."), text.size());
    std::string_view const unit = text.substr(0, length);
    auto const known = std::find_if(units.begin(), units.end(), [&](auto const& u) { return u.first == unit; });
    if (known == units.end()) return std::nullopt;
    text.remove_prefix(length);

    std::uint64_t whole = 0;
    for (char c : number.substr(0, point)) {
      if (whole > most / 10) return std::nullopt;
      whole = whole * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (whole > most / known->second) return std::nullopt;
    total += whole * known->second;
    if (point != std::string_view::npos) total += fraction_of(number.substr(point + 1), known->second);
    if (total > most) return std::nullopt;
  }
  auto const count = static_cast<std::int64_t>(total);
  return nanoseconds{negative ? -count : count};
}

std::string duration_text(nanoseconds value) {
  std::int64_t const count = value.count();
  if (count == 0) return "0s";
  if (count < 0) return "-" + duration_text(-value);
  if (count < 1'000) return std::to_string(count) + "ns";
  if (count < 1'000'000) return with_fraction(count, 1'000) + "µs";
  if (count < 1'000'000'000) return with_fraction(count, 1'000'000) + "ms";
  constexpr std::int64_t minute = 60'000'000'000;
  std::string result;
  std::int64_t const minutes = count / minute;
  if (minutes >= 60) result += std::to_string(minutes / 60) + "h";
  if (minutes > 0) result += std::to_string(minutes % 60) + "m";
  return result + with_fraction(count % minute, 1'000'000'000) + "s";
}

std::optional<bool> parse_bool(std::string_view text) {
  std::string const word = lower(text);
  if (word == "y" || word == "yes" || word == "true" || word == "on") return true;
  if (word == "n" || word == "no" || word == "false" || word == "off") return false;
  return std::nullopt;
}

bool is_old_bool(std::string_view text) {
  std::string const word = lower(text);
  return parse_bool(text).has_value() && word != "true" && word != "false";
}

}  // namespace dockverify::compose

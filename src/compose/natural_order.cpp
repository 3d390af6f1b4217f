#include "compose/natural_order.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>

#include "compose/utf8.hpp"

namespace dockverify::compose {

namespace {

std::u32string runes_of(std::string_view text) {
  std::u32string runes;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t const length = sequence_length(text, i);
    runes += length == 0 ? U'\uFFFD' : code_point(text, i, length);
    i += std::max<std::size_t>(length, 1);
  }
  return runes;
}

bool is_digit(char32_t rune) noexcept {
  return rune >= U'0' && rune <= U'9';
}
bool is_letter(char32_t rune) noexcept {
  return (rune >= U'a' && rune <= U'z') || (rune >= U'A' && rune <= U'Z') || rune >= 0x80;
}

/// A number with its leading zeros, where two keys begin to differ.
struct number {
  std::uint64_t value = 0;
  std::size_t end = 0;
};
number number_at(std::u32string const& runes, std::size_t i, std::uint64_t before) {
  number result{before, i};
  for (; result.end < runes.size() && is_digit(runes[result.end]); ++result.end)
    result.value = result.value * 10 + (runes[result.end] - U'0');
  return result;
}

/// Zeros count when digits other than zero stand before them: 100 is not 1.
bool continues_number(std::u32string const& runes, std::size_t i) {
  while (i > 0 && is_digit(runes[i - 1])) {
    if (runes[--i] != U'0') return true;
  }
  return false;
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  std::u32string const left = runes_of(a), right = runes_of(b);
  bool in_digits = false;
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
    char32_t const l = left[i], r = right[i];
    if (l == r) {
      in_digits = is_digit(l);
      continue;
    }
    bool const letter_left = is_letter(l), letter_right = is_letter(r);
    if (letter_left && letter_right) return l < r;
    if (letter_left || letter_right) return in_digits ? letter_left : letter_right;
    std::uint64_t const before = (l == U'0' || r == U'0') && continues_number(left, i) ? 1 : 0;
    number const one = number_at(left, i, before), other = number_at(right, i, before);
    if (one.value != other.value) return static_cast<std::int64_t>(one.value) < static_cast<std::int64_t>(other.value);
    if (one.end != other.end) return one.end < other.end;
    return l < r;
  }
  return left.size() < right.size();
}

namespace {

template <class Less>
void sort_keys(ordered_json& object, Less less) {
  std::vector<std::pair<std::string, ordered_json>> sorted;
  for (auto& [key, value] : object.items()) sorted.emplace_back(key, std::move(value));
  std::sort(sorted.begin(), sorted.end(), [&](auto const& a, auto const& b) { return less(a.first, b.first); });
  object = ordered_json::object();
  auto& result = object.get_ref<ordered_json::object_t&>();
  for (auto& [key, value] : sorted) result.push_back({std::move(key), std::move(value)});
}

}  // namespace

void sort_naturally(ordered_json& object) {
  sort_keys(object, natural_less);
}

void sort_throughout(ordered_json& value, model_view view) {
  if (value.is_object()) {
    if (view == model_view::yaml)
      sort_keys(value, natural_less);
    else
      sort_keys(value, std::less<std::string_view>());
  }
  if (!value.is_structured()) return;
  for (ordered_json& inner : value) sort_throughout(inner, view);
}

}  // namespace dockverify::compose

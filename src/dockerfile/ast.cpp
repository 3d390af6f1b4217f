#include "dockerfile/ast.hpp"

#include <algorithm>

#include "dockerfile/unicode_space.hpp"

namespace dockverify::dockerfile {

std::string_view comment::body() const noexcept {
  auto const body = text.empty() ? text : text.substr(1);
  return trim_right(trim_left(body));
}

flag const* instruction::find_flag(std::string_view wanted) const noexcept {
  auto const found = std::find_if(flags.begin(), flags.end(), [&](flag const& f) { return f.name == wanted; });
  return found == flags.end() ? nullptr : &*found;
}

std::string_view instruction::flag_value(std::string_view wanted) const noexcept {
  auto const* found = find_flag(wanted);
  return found == nullptr ? std::string_view() : found->value;
}

std::span<word const> instruction::sources() const noexcept {
  if (words.empty() || (what != keyword::copy && what != keyword::add)) return {};
  return std::span(words).first(words.size() - 1);
}

word const* instruction::destination() const noexcept {
  if (words.size() < 2 || (what != keyword::copy && what != keyword::add)) return nullptr;
  return &words.back();
}

bool instruction::healthcheck_none() const noexcept {
  constexpr std::string_view none = "none";
  if (what != keyword::healthcheck || words.empty()) return false;
  auto const& type = words.front().text;
  return std::equal(type.begin(), type.end(), none.begin(), none.end(), [](char a, char b) {
    return (static_cast<unsigned char>(a) | 0x20U) == static_cast<unsigned char>(b);
  });
}

document::document() : text_(std::make_unique<std::string const>()) {}

directive const* document::find_directive(std::string_view name) const noexcept {
  for (auto const& d : directives_) {
    auto const same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; };
    if (std::equal(d.name.begin(), d.name.end(), name.begin(), name.end(), same)) return &d;
  }
  return nullptr;
}

std::span<comment const> document::comments_above(instruction const& i) const noexcept {
  return std::span(comments_).subspan(i.first_comment, i.comment_count);
}

text_place document::place(std::size_t offset) const noexcept {
  offset = std::min(offset, text_->size());
  auto const after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  if (after == line_starts_.begin()) return {1, 1};
  text_place found{static_cast<int>(after - line_starts_.begin()), 1};
  auto first = *std::prev(after);
  // A byte order mark takes no column.
  if (first == 0 && text_->starts_with("\xEF\xBB\xBF")) first = 3;
  for (auto at = first; at < offset; ++at) {
    if ((static_cast<unsigned char>((*text_)[at]) & 0xC0U) != 0x80U) ++found.column;
  }
  return found;
}

std::string_view document::text(text_range where) const noexcept {
  auto const begin = std::min(where.begin, text_->size());
  return std::string_view(*text_).substr(begin, where.end > begin ? where.end - begin : 0);
}

std::string_view document::line(int number) const noexcept {
  if (number < 1 || number > line_count()) return {};
  auto const first = line_starts_[static_cast<std::size_t>(number) - 1];
  auto rest = std::string_view(*text_).substr(first);
  rest = rest.substr(0, rest.find('\n'));
  while (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

}  // namespace dockverify::dockerfile

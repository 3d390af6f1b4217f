#include "rules/dockerfile_style/label_forms.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "rules/dockerfile_style/spdx.hpp"

namespace dockverify::rules {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

template <class Test>
bool all_of(std::string_view text, Test const& test) {
  return std::all_of(text.begin(), text.end(), test);
}

/// Exactly `size` digits, taken from the front; -1: they are not there.
int take_number(std::string_view& text, std::size_t size) {
  if (text.size() < size || !all_of(text.substr(0, size), is_digit)) return -1;
  int value = 0;
  for (char const c : text.substr(0, size)) value = value * 10 + (c - '0');
  text.remove_prefix(size);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(1);
  return true;
}

int days_of(int year, int month) {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    std::size_t const end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// Reads `expression = term {("AND" | "OR") term}`, `term = "(" expression ")" | id ["WITH" exception]`.
class licence_expression {
 public:
  explicit licence_expression(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      if (text[at] == ' ' || text[at] == '\t') {
        ++at;
      } else if (text[at] == '(' || text[at] == ')') {
        words_.push_back(text.substr(at++, 1));
      } else {
        std::size_t const end = std::min(text.find_first_of(" \t()", at), text.size());
        words_.push_back(text.substr(at, end - at));
        at = end;
      }
    }
  }

  bool valid() { return expression(0) && at_ == words_.size(); }

 private:
  static constexpr int deepest = 50;

  [[nodiscard]] std::string_view word() const { return at_ < words_.size() ? words_[at_] : std::string_view{}; }

  bool expression(int depth) {
    if (depth > deepest || !term(depth)) return false;
    while (word() == "AND" || word() == "OR") {
      ++at_;
      if (!term(depth)) return false;
    }
    return true;
  }

  bool term(int depth) {
    if (word() == "(") {
      ++at_;
      if (!expression(depth + 1) || word() != ")") return false;
      ++at_;
      return true;
    }
    std::string_view id = word();
    if (id.ends_with('+') && !is_spdx_licence(id)) id.remove_suffix(1);
    bool const own = id.starts_with("LicenseRef-") || id.starts_with("DocumentRef-");
    if (!own && !is_spdx_licence(id)) return false;
    ++at_;
    if (word() != "WITH") return true;
    ++at_;
    if (!is_spdx_exception(word())) return false;
    ++at_;
    return true;
  }

  std::vector<std::string_view> words_;
  std::size_t at_ = 0;
};

/// Letters, digits and - between dots; numbers have no zeros in front when `numbers` says so.
bool are_identifiers(std::string_view text, bool numbers) {
  for (std::string_view part : split(text, '.')) {
    if (part.empty() || !all_of(part, [](char c) { return is_digit(c) || is_letter(c) || c == '-'; })) return false;
    if (numbers && part.size() > 1 && part.front() == '0' && all_of(part, is_digit)) return false;
  }
  return true;
}

bool is_atom(std::string_view text) {
  return !text.empty() && all_of(text, [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
  });
}

}  // namespace

bool is_url(std::string_view text) {
  std::size_t const colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_letter(text[0])) return false;
  if (!all_of(text.substr(0, colon),
              [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; }))
    return false;
  std::string_view rest = text.substr(colon + 1);
  if (!all_of(rest, [](char c) {
        return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F &&
               std::string_view("<>\"{}|\\^`").find(c) == std::string_view::npos;
      }))
    return false;
  if (!rest.starts_with("//")) {
    std::string_view const scheme = text.substr(0, colon);
    return (scheme == "mailto" || scheme == "urn") && !rest.empty();
  }
  rest.remove_prefix(2);
  return !rest.empty() && rest[0] != '/' && rest[0] != '?' && rest[0] != '#';
}

bool is_rfc3339(std::string_view text) {
  int const year = take_number(text, 4);
  if (year < 0 || !take(text, '-')) return false;
  int const month = take_number(text, 2);
  if (month < 1 || month > 12 || !take(text, '-')) return false;
  int const day = take_number(text, 2);
  if (day < 1 || day > days_of(year, month)) return false;
  if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return false;
  int const hour = take_number(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return false;
  int const minute = take_number(text, 2);
  if (minute < 0 || minute > 59 || !take(text, ':')) return false;
  int const second = take_number(text, 2);
  if (second < 0 || second > 60) return false;
  if (take(text, '.')) {
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits == 0) return false;
    text.remove_prefix(digits);
  }
  if (take(text, 'Z') || take(text, 'z')) return text.empty();
  if (!take(text, '+') && !take(text, '-')) return false;
  int const offset_hours = take_number(text, 2);
  if (offset_hours < 0 || offset_hours > 23 || !take(text, ':')) return false;
  int const offset_minutes = take_number(text, 2);
  return offset_minutes >= 0 && offset_minutes <= 59 && text.empty();
}

bool is_spdx(std::string_view text) {
  return licence_expression(text).valid();
}

bool is_git_hash(std::string_view text) {
  return (text.size() == 7 || text.size() == 40) &&
         all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool is_semver(std::string_view text) {
  std::size_t const plus = text.find('+');
  if (plus != std::string_view::npos && !are_identifiers(text.substr(plus + 1), false)) return false;
  text = text.substr(0, plus);
  std::size_t const dash = text.find('-');
  if (dash != std::string_view::npos && !are_identifiers(text.substr(dash + 1), true)) return false;
  std::vector<std::string_view> const parts = split(text.substr(0, dash), '.');
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && all_of(part, is_digit) && (part.size() == 1 || part.front() != '0');
         });
}

bool is_email(std::string_view text) {
  std::size_t const at = text.rfind('@');
  if (at == std::string_view::npos) return false;
  std::string_view const local = text.substr(0, at);
  std::string_view const domain = text.substr(at + 1);
  auto const dotted = [](std::string_view name) {
    std::vector<std::string_view> const parts = split(name, '.');
    return std::all_of(parts.begin(), parts.end(), is_atom);
  };
  bool const quoted = local.size() > 2 && local.front() == '"' && local.back() == '"' &&
                      local.substr(1, local.size() - 2).find_first_of("\"\\\r\n") == std::string_view::npos;
  bool const literal = domain.size() > 2 && domain.front() == '[' && domain.back() == ']';
  return (dotted(local) || quoted) && (dotted(domain) || literal);
}

}  // namespace dockverify::rules

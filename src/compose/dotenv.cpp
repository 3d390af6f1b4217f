// Reads variables as compose-go's dotenv package does, statement by statement.
#include "compose/dotenv.hpp"

#include <algorithm>
#include <array>

namespace dockverify::compose {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// What Go calls a space outside of ASCII, each with the bytes of its UTF-8. The first two count within a line as well.
constexpr std::array<std::string_view, 19> wide_spaces{
    "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};
constexpr std::size_t blank_wide_spaces = 2;

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}
bool is_space(char c) noexcept {
  return is_blank(c) || c == '\n';
}

/// How many bytes of space `text` starts with: 0, or one character's. Of the wide ones only the first `wide` count.
std::size_t space_length(std::string_view text, std::size_t wide) noexcept {
  if (text.empty()) return 0;
  if (is_blank(text[0])) return 1;
  if ((static_cast<unsigned char>(text[0]) & 0x80U) == 0) return 0;
  for (std::size_t i = 0; i < wide; ++i) {
    if (text.starts_with(wide_spaces[i])) return wide_spaces[i].size();
  }
  return 0;
}

std::string_view trim_end(std::string_view text) {
  while (!text.empty()) {
    if (is_space(text.back())) {
      text.remove_suffix(1);
      continue;
    }
    auto const wide = std::find_if(wide_spaces.begin(), wide_spaces.end(),
                                   [&](std::string_view space) { return text.ends_with(space); });
    if (wide == wide_spaces.end()) break;
    text.remove_suffix(wide->size());
  }
  return text;
}

/// \n, \t and the like, \\, \", octal \0nnn; `\$` becomes `$$`, which the substitution turns into a plain `$`.
std::string unescape(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    char const c = text[++i];
    constexpr std::string_view names = "abfnrtv\"\\", values = "\a\b\f\n\r\t\v\"\\";
    if (std::size_t const at = names.find(c); at != std::string_view::npos) {
      result += values[at];
    } else if (c == '$') {
      result += "$$";
    } else if (c == '0') {
      unsigned value = 0;
      std::size_t digits = 0;
      while (digits < 3 && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '7') {
        value = value * 8 + static_cast<unsigned>(text[++i] - '0');
        ++digits;
      }
      result += static_cast<char>(value & 0xFFU);
    } else {
      result += '\\';
      result += c;
    }
  }
  return result;
}

class reader {
 public:
  reader(std::string_view text, variable_lookup const& lookup, nullable_map earlier) : text_(text), lookup_(lookup) {
    result_.values = std::move(earlier);
    if (text_.substr(0, byte_order_mark.size()) == byte_order_mark) text_.remove_prefix(byte_order_mark.size());
  }

  dotenv_file read() {
    while (result_.error.empty() && to_statement()) statement();
    return std::move(result_);
  }

 private:
  void fail(std::string message) {
    result_.error_line = line_;
    result_.error = std::move(message);
  }

  bool to_statement() {
    while (!text_.empty()) {
      if (text_[0] == '#') {
        text_.remove_prefix(std::min(text_.find('\n'), text_.size()));
      } else if (text_[0] == '\n') {
        ++line_;
        text_.remove_prefix(1);
      } else if (std::size_t const space = space_length(text_, wide_spaces.size()); space != 0) {
        text_.remove_prefix(space);
      } else {
        return true;
      }
    }
    return false;
  }

  void skip_blanks() {
    while (std::size_t const blank = space_length(text_, blank_wide_spaces)) text_.remove_prefix(blank);
  }

  void statement() {
    constexpr std::string_view keyword = "export";
    if (text_.substr(0, keyword.size()) == keyword && text_.size() > keyword.size() &&
        is_blank(text_[keyword.size()])) {
      text_.remove_prefix(keyword.size());
      skip_blanks();
      if (text_.empty()) return fail("there is no variable name after `export`");
    }
    std::size_t const end = text_.find_first_of("=:\n");
    std::string_view const before = text_.substr(0, end);
    if (!is_name(before)) return;
    // As compose: what stands at the very end without a line feed is no name but the value of a nameless variable.
    bool const nameless = end == std::string_view::npos;
    std::string const key(nameless ? std::string_view{} : trim_end(before));
    if (key.find(' ') != std::string::npos) return fail("a variable name can not contain a space");
    bool const inherited = !nameless && text_[end] == '\n';
    if (!nameless) text_.remove_prefix(end + (inherited ? 0 : 1));
    if (inherited) {
      if (std::optional<std::string> value = lookup_(key)) {
        store(key, std::move(*value));
      }
      return;
    }
    skip_blanks();
    if (std::optional<std::string> found = value()) store(key, std::move(*found));
  }

  /// Letters, digits and a few signs, with blanks anywhere; a report when it has anything else.
  bool is_name(std::string_view text) {
    while (!text.empty()) {
      if (std::size_t const blank = space_length(text, blank_wide_spaces)) {
        text.remove_prefix(blank);
        continue;
      }
      char const c = text[0];
      bool const wide = (static_cast<unsigned char>(c) & 0x80U) != 0;
      bool const allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                           c == '.' || c == '-' || c == '[' || c == ']' || wide;
      std::size_t const space = space_length(text, wide_spaces.size());
      if (!allowed || space != 0) {
        fail("unexpected character `" + std::string(text.substr(0, std::max<std::size_t>(space, 1))) +
             "` in a variable name");
        return false;
      }
      text.remove_prefix(1);
    }
    return true;
  }

  void store(std::string const& key, std::string value) { result_.values.insert_or_assign(key, std::move(value)); }

  std::optional<std::string> value() {
    if (text_.empty() || (text_[0] != '"' && text_[0] != '\'')) {
      std::string_view raw = text_.substr(0, std::min(text_.find('\n'), text_.size()));
      text_.remove_prefix(raw.size());
      raw = trim_end(raw.substr(0, raw.find(" #")));
      return expand(raw);
    }
    char const quote = text_[0];
    int const first_line = line_;
    std::string inside;
    bool escaped = false;
    for (std::size_t i = 1; i < text_.size(); ++i) {
      char const c = text_[i];
      if (c == '\n') ++line_;
      if (c == quote && !escaped) {
        text_.remove_prefix(i + 1);
        return quote == '"' ? expand(unescape(inside)) : inside;
      }
      if (c == '\\' && !escaped) {
        escaped = true;
        continue;
      }
      if (escaped && c != quote) inside += '\\';
      escaped = false;
      inside += c;
    }
    line_ = first_line;
    fail("the quoted value does not end");
    return std::nullopt;
  }

  std::optional<std::string> expand(std::string_view raw) {
    substitution done = substitute(raw, [&](std::string const& name) -> std::optional<std::string> {
      if (std::optional<std::string> known = lookup_(name)) return known;
      auto const earlier = result_.values.find(name);
      return earlier == result_.values.end() ? std::nullopt : earlier->second;
    });
    if (!done.error.empty()) {
      fail(done.error);
      return std::nullopt;
    }
    result_.unset.insert(result_.unset.end(), done.unset.begin(), done.unset.end());
    return std::move(done.text);
  }

  std::string_view text_;
  variable_lookup const& lookup_;
  dotenv_file result_;
  int line_ = 1;
};

}  // namespace

dotenv_file parse_dotenv(std::string_view text, variable_lookup const& lookup, nullable_map earlier) {
  return reader(text, lookup, std::move(earlier)).read();
}

dotenv_file parse_raw_env(std::string_view text) {
  dotenv_file result;
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark) text.remove_prefix(byte_order_mark.size());
  for (int number = 1; !text.empty(); ++number) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    while (!line.empty() && is_blank(line[0])) line.remove_prefix(1);
    if (line.empty() || line[0] == '#') continue;
    std::size_t const equals = line.find('=');
    std::string const key(line.substr(0, equals));
    if (key.empty() || std::any_of(key.begin(), key.end(), is_space)) {
      result.error_line = number;
      result.error = key.empty() ? "no variable name before `=`" : "a variable name can not contain a space";
      return result;
    }
    if (equals == std::string_view::npos) {
      result.values.insert_or_assign(key, std::nullopt);
    } else {
      result.values.insert_or_assign(key, std::string(line.substr(equals + 1)));
    }
  }
  return result;
}

}  // namespace dockverify::compose

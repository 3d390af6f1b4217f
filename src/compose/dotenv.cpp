// Reads variables as compose-go's dotenv package does, statement by statement.
#include "compose/dotenv.hpp"

#include <algorithm>

namespace dockverify::compose {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}
bool is_space(char c) noexcept {
  return is_blank(c) || c == '\n';
}

std::string_view trim_end(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
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
  reader(std::string_view text, variable_lookup const& lookup) : text_(text), lookup_(lookup) {
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
      } else if (is_space(text_[0])) {
        if (text_[0] == '\n') ++line_;
        text_.remove_prefix(1);
      } else {
        return true;
      }
    }
    return false;
  }

  void skip_blanks() {
    while (!text_.empty() && is_blank(text_[0])) text_.remove_prefix(1);
  }

  void statement() {
    constexpr std::string_view keyword = "export";
    if (text_.substr(0, keyword.size()) == keyword && text_.size() > keyword.size() &&
        is_blank(text_[keyword.size()])) {
      text_.remove_prefix(keyword.size());
      skip_blanks();
    }
    std::size_t const end = std::min(text_.find_first_of("=:\n"), text_.size());
    std::string const key(trim_end(text_.substr(0, end)));
    for (char c : key) {
      bool const allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                           c == '.' || c == '-' || c == '[' || c == ']' || (static_cast<unsigned char>(c) & 0x80U) != 0;
      if (c == ' ' || c == '\t') return fail("a variable name can not contain a space");
      if (!allowed) return fail(std::string("unexpected character `") + c + "` in a variable name");
    }
    bool const inherited = end == text_.size() || text_[end] == '\n';
    text_.remove_prefix(std::min(end + (inherited ? 0 : 1), text_.size()));
    if (inherited) {
      if (std::optional<std::string> value = lookup_(key)) {
        store(key, std::move(*value));
      }
      return;
    }
    skip_blanks();
    if (std::optional<std::string> found = value()) store(key, std::move(*found));
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

dotenv_file parse_dotenv(std::string_view text, variable_lookup const& lookup) {
  return reader(text, lookup).read();
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

#include "dockerfile/lexer.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "dockerfile/unicode_space.hpp"

namespace dockverify::dockerfile {

namespace {

constexpr int max_depth = 100;  // of ${x:-${y:-...}}
constexpr std::size_t max_pattern_work = 1U << 20U;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

/// A pattern of ${x#p}: `*`, `?`, escapes; no classes.
struct pattern_token {
  enum class type : std::uint8_t { letter, one, any } what = type::letter;
  char letter = 0;
};

/// nullopt: an escape that the builder refuses.
std::optional<std::vector<pattern_token>> read_pattern(std::string_view text) {
  std::vector<pattern_token> tokens;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '*') {
      tokens.push_back({pattern_token::type::any, 0});
    } else if (text[i] == '?') {
      tokens.push_back({pattern_token::type::one, 0});
    } else if (text[i] == '\\') {
      char const next = i + 1 < text.size() ? text[i + 1] : '\0';
      // } and / have to be escaped within ${}; the escape is not part of the pattern.
      if (next == '}' || next == '/') continue;
      if (next != '*' && next != '?' && next != '\\') return std::nullopt;
      tokens.push_back({pattern_token::type::letter, next});
      ++i;
    } else {
      tokens.push_back({pattern_token::type::letter, text[i]});
    }
  }
  return tokens;
}

/// How much of the text's beginning the pattern takes, the least or the most; nullopt: it does not fit.
std::optional<std::size_t> match_prefix(std::vector<pattern_token> const& pattern, std::string_view text,
                                        bool longest) {
  std::vector<char> here(text.size() + 1, 0), there(text.size() + 1, 0);
  here[0] = 1;
  for (auto const& token : pattern) {
    std::fill(there.begin(), there.end(), 0);
    bool reached = false;
    for (std::size_t at = 0; at <= text.size(); ++at) {
      if (token.what == pattern_token::type::any) {
        reached = reached || here[at] != 0;
        there[at] = reached ? 1 : 0;
      } else if (here[at] != 0 && at < text.size() &&
                 (token.what == pattern_token::type::one || token.letter == text[at])) {
        there[at + 1] = 1;
      }
    }
    std::swap(here, there);
  }
  if (longest) {
    for (std::size_t at = text.size() + 1; at-- > 0;) {
      if (here[at] != 0) return at;
    }
  } else {
    for (std::size_t at = 0; at <= text.size(); ++at) {
      if (here[at] != 0) return at;
    }
  }
  return std::nullopt;
}

class lexer {
 public:
  lexer(std::string_view source, variable_lookup const* variables, lexer_options const& options)
      : source_(source), variables_(variables), options_(options), keep_escapes_(options.keep_escapes) {}

  lexer_result run() {
    std::string text;
    if (until('\0', keep_escapes_, text, &words_)) {
      words_.close();
      made_.text = std::move(text);
      made_.words = std::move(words_.done);
    } else {
      made_.text = source_;
      made_.known = false;
    }
    return std::move(made_);
  }

 private:
  struct word_list {
    std::string word;
    std::vector<std::string> done;
    bool in_word = false;

    void add(char c) {
      if (leading_space({&c, 1}) == 0) return add_raw({&c, 1});
      if (!in_word || word.empty()) return;
      close();
      in_word = false;
    }
    void add(std::string_view text) {
      for (char const c : text) add(c);
    }
    void add_raw(std::string_view text) {
      word += text;
      in_word = true;
    }
    void close() {
      if (!word.empty()) done.push_back(std::move(word));
      word.clear();
    }
  };

  [[nodiscard]] bool at_end() const { return at_ >= source_.size(); }
  [[nodiscard]] char peek() const { return source_[at_]; }
  [[nodiscard]] bool sees(char c) const { return !at_end() && source_[at_] == c; }

  bool fail(std::string message) {
    if (made_.error.empty()) made_.error = std::move(message);
    return false;
  }

  /// Up to an unquoted `stop`, which is taken as well; '\0': to the end.
  bool until(char stop, bool keep_escapes, std::string& out, word_list* words) {
    if (++depth_ > max_depth) return fail("variables are nested too deeply");
    auto const outer = std::exchange(keep_escapes_, keep_escapes);
    bool const ok = walk(stop, out, words);
    keep_escapes_ = outer;
    --depth_;
    return ok;
  }

  /// Longer than it may be: the rest is not read.
  bool cut(std::string& out) {
    if (out.size() <= options_.limit) return false;
    made_.known = false;
    out.resize(options_.limit);
    at_ = source_.size();
    return true;
  }

  bool walk(char stop, std::string& out, word_list* words) {
    while (!at_end()) {
      if (cut(out)) return true;
      char const c = peek();
      if (stop != '\0' && c == stop) {
        ++at_;
        return true;
      }
      if (c == '\'' || c == '"' || c == '$') {
        std::string part;
        if (!(c == '$' ? dollar(part) : c == '"' ? double_quoted(part) : single_quoted(part))) return false;
        out += part;
        if (words != nullptr && c == '$') words->add(part);
        if (words != nullptr && c != '$') words->add_raw(part);
        continue;
      }
      ++at_;
      if (c != options_.escape) {
        if (words != nullptr) words->add(c);
        out += c;
        continue;
      }
      if (keep_escapes_) {
        if (words != nullptr) words->add_raw({&c, 1});
        out += c;
      }
      if (at_end()) break;
      if (words != nullptr) words->add_raw(source_.substr(at_, 1));
      out += source_[at_++];
    }
    if (stop != '\0') return fail(std::string("unexpected end while looking for ") + stop);
    return true;
  }

  bool single_quoted(std::string& out) {
    auto const end = source_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return fail("unexpected end while looking for the closing single quote");
    out = options_.keep_quotes ? source_.substr(at_, end + 1 - at_) : source_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return true;
  }

  bool double_quoted(std::string& out) {
    if (options_.keep_quotes) out += '"';
    ++at_;
    while (!at_end()) {
      if (cut(out)) return true;
      char c = peek();
      if (c == '"') {
        ++at_;
        if (options_.keep_quotes) out += '"';
        return true;
      }
      if (c == '$') {
        std::string part;
        if (!dollar(part)) return false;
        out += part;
        continue;
      }
      ++at_;
      if (c == options_.escape) {
        if (keep_escapes_) out += c;
        if (at_end()) continue;
        // Only these can be escaped; before all others the escape stands for itself.
        if (sees('"') || sees('$') || sees(options_.escape)) c = source_[at_++];
      }
      out += c;
    }
    return fail("unexpected end while looking for the closing double quote");
  }

  std::string_view name() {
    auto const first = at_;
    if (at_end()) return {};
    if (is_digit(peek())) {
      while (!at_end() && is_digit(peek())) ++at_;
    } else if (std::string_view("@*#?-$!").find(peek()) != std::string_view::npos) {
      ++at_;
    } else {
      while (!at_end() && is_name_letter(peek())) ++at_;
    }
    return source_.substr(first, at_ - first);
  }

  variable_value find(std::string_view name) {
    variable_value value = variables_ == nullptr ? variable_value() : variables_->find(name);
    auto const note = [&](std::vector<std::string_view>& list) {
      // Words with many different names are hostile; past a thousand they need not be unique.
      if (list.size() > 1000 || std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
    };
    note(made_.used);
    if (!value.defined) note(made_.undefined);
    if (options_.unset_unknown && value.no_default) value.unknown = false;
    return value;
  }

  /// A value that only the build knows stands as it is written.
  bool unknown(std::size_t begin, std::string& out) {
    made_.known = false;
    out = source_.substr(begin, at_ - begin);
    return true;
  }

  bool dollar(std::string& out) {
    auto const begin = at_++;
    if (!sees('{')) {
      auto const found = name();
      if (found.empty()) {
        out = "$";
        return true;
      }
      return plain(found, begin, out);
    }
    ++at_;
    if (at_end()) return fail("syntax error: missing '}'");
    if (sees('{') || sees('}') || sees(':')) return fail("syntax error: bad substitution");
    auto const found = name();
    if (at_end()) return fail("syntax error: missing '}'");
    char modifier = source_[at_++];
    if (modifier == '}') return plain(found, begin, out);
    if (modifier == '/') return replace(found, begin, out);
    bool const empty_is_unset = modifier == ':';
    if (empty_is_unset) {
      if (at_end()) return fail("syntax error: missing '}'");
      modifier = source_[at_++];
    } else if (std::string_view("+-?#%").find(modifier) == std::string_view::npos) {
      return fail("unsupported modifier (" + std::string(1, modifier) + ") in substitution");
    }
    bool const is_pattern = modifier == '#' || modifier == '%';
    std::string argument;
    if (!until('}', is_pattern, argument, nullptr)) {
      return at_end() ? replace_error("syntax error: missing '}'") : false;
    }
    auto const value = find(found);
    if (options_.keep_unset && !value.value) {
      out = "${" + std::string(found) + (empty_is_unset ? ":" : "") + modifier + argument + "}";
      return true;
    }
    bool const set = value.value && !(empty_is_unset && value.value->empty());
    switch (modifier) {
      case '-':
        if (!set && value.unknown) made_.known = false;
        out = set ? *value.value : argument;
        return true;
      case '+':
        if (!set && value.unknown) made_.known = false;
        out = set ? argument : "";
        return true;
      case '?':
        if (set) {
          out = *value.value;
          return true;
        }
        if (value.unknown) return unknown(begin, out);
        if (argument.empty()) argument = value.value ? "is not allowed to be empty" : "is not allowed to be unset";
        return fail(std::string(found) + ": " + argument);
      case '#':
      case '%':
        if (!value.value && value.unknown) return unknown(begin, out);
        return trim(argument, modifier, value.value.value_or(""), begin, out);
      default:
        return fail("unsupported modifier (" + std::string(empty_is_unset ? ":" : "") + modifier + ") in substitution");
    }
  }

  bool replace_error(std::string message) {
    made_.error = std::move(message);
    return false;
  }

  bool plain(std::string_view name, std::size_t begin, std::string& out) {
    auto const value = find(name);
    if (value.value) {
      out = *value.value;
    } else if (value.unknown) {
      return unknown(begin, out);
    } else if (options_.keep_unset) {
      out = source_.substr(begin, at_ - begin);
    }
    return true;
  }

  bool trim(std::string_view pattern, char modifier, std::string value, std::size_t begin, std::string& out) {
    bool const longest = pattern.starts_with(modifier);
    if (longest) pattern.remove_prefix(1);
    auto tokens = read_pattern(pattern);
    if (!tokens) return fail("invalid pattern (" + std::string(pattern) + ") in substitution");
    if (tokens->size() * value.size() > max_pattern_work) return unknown(begin, out);
    if (modifier == '%') {
      std::reverse(tokens->begin(), tokens->end());
      std::reverse(value.begin(), value.end());
    }
    if (auto const size = match_prefix(*tokens, value, longest)) value.erase(0, *size);
    if (modifier == '%') std::reverse(value.begin(), value.end());
    out = std::move(value);
    return true;
  }

  bool replace(std::string_view found, std::size_t begin, std::string& out) {
    bool const all = sees('/');
    if (all) ++at_;
    std::string pattern, replacement;
    if (!until('/', true, pattern, nullptr)) {
      return at_end() ? replace_error("syntax error: missing '/' in ${}") : false;
    }
    if (!until('}', true, replacement, nullptr)) return at_end() ? replace_error("syntax error: missing '}'") : false;
    auto const value = find(found);
    if (options_.keep_unset && !value.value) {
      out = source_.substr(begin, at_ - begin);
      return true;
    }
    if (!value.value && value.unknown) return unknown(begin, out);
    auto const tokens = read_pattern(pattern);
    if (!tokens) return fail("invalid pattern (" + pattern + ") in substitution");
    auto const text = value.value.value_or("");
    if ((tokens->size() + 1) * (text.size() + 1) * (text.size() + 1) > max_pattern_work) return unknown(begin, out);
    std::size_t at = 0;
    bool after_match = false;
    while (at <= text.size()) {
      auto const size = match_prefix(*tokens, std::string_view(text).substr(at), true);
      if (size && (*size > 0 || !after_match)) {
        out += replacement;
        at += *size;
        after_match = *size > 0;
        if (!all) break;
        if (*size > 0) continue;
      } else {
        after_match = false;
      }
      if (at < text.size()) out += text[at];
      ++at;
    }
    if (at < text.size()) out += text.substr(at);
    return true;
  }

  std::string_view source_;
  variable_lookup const* variables_;
  lexer_options options_;
  bool keep_escapes_;
  std::size_t at_ = 0;
  int depth_ = 0;
  word_list words_;
  lexer_result made_;
};

}  // namespace

lexer_result lex(std::string_view word, variable_lookup const* variables, lexer_options const& options) {
  return lexer(word, variables, options).run();
}

}  // namespace dockverify::dockerfile

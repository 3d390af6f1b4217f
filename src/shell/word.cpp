// Words: quoting, escapes, and the expansions in them.
#include <algorithm>

#include "shell/reader.hpp"
#include "shell/scopes.hpp"

namespace dockverify::shell {

namespace {

constexpr std::size_t arithmetic_look_ahead = 4096;

bool ends_word(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' || c == '&' || c == '|' || c == '<' || c == '>' ||
         c == '(' || c == ')';
}

bool is_name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code >= 0x800) out += static_cast<char>(0xE0U | ((code >> 12U) & 0xFU));
  out += static_cast<char>(code >= 0x800 ? 0x80U | ((code >> 6U) & 0x3FU) : 0xC0U | (code >> 6U));
  out += static_cast<char>(0x80U | (code & 0x3FU));
}

}  // namespace

/// Copies what has been read but not copied yet, up to `end`.
void reader::take_over(word_builder& out, std::size_t end) {
  if (end > out.copied) out.text.add(source_.substr(out.copied, end - out.copied));
  out.copied = std::max(out.copied, end);
}

/// Bytes that are quoting, not value.
void reader::leave_out(word_builder& out, std::size_t from, std::size_t to) {
  take_over(out, from);
  out.copied = to;
  out.changed = true;
}

reader::scanned_word reader::read_word(context const& at) {
  auto const begin = at_;
  word made;
  word_builder out;
  out.copied = begin;
  read_word_into(made, out, at);
  return finish_word(made, out, begin);
}

reader::scanned_word reader::finish_word(word made, word_builder& out, std::size_t begin) {
  made.text = text_.substr(begin, at_ - begin);
  made.where = source_.origin(begin, at_);
  scanned_word result;
  result.changed = out.changed;
  if (!out.changed) {
    result.value = source_.substr(begin, at_ - begin);
  } else if (take_over(out, at_); out.text.pieces.size() <= 1) {
    // One quoted part and nothing else: its text stands as it is in the source.
    auto const size = out.text.text.size();
    auto const inner = size == 0 ? std::string_view::npos : made.text.find(out.text.text);
    if (size == 0) {
      result.value = source_.substr(begin, 0);
    } else if (inner != std::string_view::npos) {
      result.value = source_.substr(begin + inner, size);
    } else {
      result.value = made_.texts_.emplace_back(std::move(out.text)).view();
    }
  } else {
    result.value = made_.texts_.emplace_back(std::move(out.text)).view();
  }
  made.value = result.value.text();
  result.made = made;
  return result;
}

void reader::read_word_into(word& made, word_builder& out, context const& at) {
  bool bracket = false;
  while (!done() && !stopped_) {
    char const c = peek();
    if (c == '\\') {
      // Before a line's end it joins the lines, within a word as well.
      auto const size = peek(1) == '\r' && peek(2) == '\n' ? 3U : 2U;
      bool const joins = peek(size - 1) == '\n';
      made.quoted = made.quoted || !joins;
      leave_out(out, at_, std::min(text_.size(), at_ + (joins ? size : 1)));
      at_ = std::min(text_.size(), at_ + size);
    } else if (c == '\'') {
      made.quoted = true;
      read_single_quotes(out);
    } else if (c == '"') {
      made.quoted = true;
      read_double_quotes(made, out, at);
    } else if (c == '$' && peek(1) == '\'') {
      made.quoted = true;
      read_ansi_quotes(out);
    } else if (c == '$' && peek(1) == '"') {
      made.quoted = true;
      leave_out(out, at_, at_ + 1);
      ++at_;
      read_double_quotes(made, out, at);
    } else if (c == '$') {
      read_dollar(made, false, at);
    } else if (c == '`') {
      made.expands = true;
      read_backticks(false, at);
    } else if ((c == '<' || c == '>') && peek(1) == '(') {
      made.expands = true;
      ++at_;
      read_substitution(at);
    } else if (ends_word(c)) {
      return;
    } else {
      made.globs = made.globs || c == '*' || c == '?' || (c == ']' && bracket);
      bracket = bracket || c == '[';
      ++at_;
    }
  }
}

void reader::read_single_quotes(word_builder& out) {
  auto const begin = at_;
  auto const end = text_.find('\'', begin + 1);
  leave_out(out, begin, begin + 1);
  if (end == std::string_view::npos) {
    problem(begin, begin + 1, "a single quote that is not closed");
    at_ = text_.size();
    return;
  }
  leave_out(out, end, end + 1);
  at_ = end + 1;
}

void reader::read_double_quotes(word& made, word_builder& out, context const& at) {
  auto const begin = at_;
  leave_out(out, begin, begin + 1);
  ++at_;
  while (!done() && !stopped_) {
    char const c = peek();
    if (c == '"') {
      leave_out(out, at_, at_ + 1);
      ++at_;
      return;
    }
    if (c == '\\') {
      char const next = peek(1);
      if (next == '\n') {
        leave_out(out, at_, at_ + 2);
      } else if (next == '"' || next == '\\' || next == '$' || next == '`') {
        leave_out(out, at_, at_ + 1);
      }
      at_ = std::min(text_.size(), at_ + 2);
    } else if (c == '$') {
      read_dollar(made, true, at);
    } else if (c == '`') {
      made.expands = true;
      read_backticks(true, at);
    } else {
      ++at_;
    }
  }
  problem(begin, begin + 1, "a double quote that is not closed");
}

/// $'...': bash decodes escapes in it.
void reader::read_ansi_quotes(word_builder& out) {
  auto const begin = at_;
  leave_out(out, begin, begin + 2);
  at_ += 2;
  while (!done()) {
    if (peek() == '\'') {
      leave_out(out, at_, at_ + 1);
      ++at_;
      return;
    }
    if (peek() != '\\') {
      ++at_;
      continue;
    }
    auto const escape = at_;
    at_ = std::min(text_.size(), at_ + 2);
    if (at_ - escape < 2) break;
    char const kind = text_[escape + 1];
    std::string decoded;
    constexpr std::string_view letters = "abefnrtvE\\'\"?", meant = "\a\b\x1B\f\n\r\t\v\x1B\\'\"?";
    if (auto const known = letters.find(kind); known != std::string_view::npos) {
      decoded = meant[known];
    } else if (kind == 'x' || kind == 'u' || (kind >= '0' && kind <= '7')) {
      bool const octal = kind != 'x' && kind != 'u';
      std::size_t const longest = kind == 'u' ? 4 : kind == 'x' ? 2 : 3;
      unsigned code = 0;
      if (octal) --at_;
      for (std::size_t i = 0; i < longest && !done(); ++i, ++at_) {
        char const c = peek();
        unsigned const digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                               : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10
                               : c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A') + 10
                                                      : 16;
        if (digit >= (octal ? 8U : 16U)) break;
        code = code * (octal ? 8 : 16) + digit;
      }
      if (kind == 'u') append_utf8(decoded, code);
      if (kind != 'u') decoded = static_cast<char>(code & 0xFFU);
    } else {
      continue;
    }
    take_over(out, escape);
    out.text.add(decoded, source_.origin(escape));
    out.copied = at_;
    out.changed = true;
  }
  problem(begin, begin + 2, "a single quote that is not closed");
}

/// At a $: a parameter, a substitution, arithmetic, or only the letter.
void reader::read_dollar(word& made, bool quoted, context const& at) {
  char const next = peek(1);
  if (next == '(') {
    made.expands = true;
    ++at_;
    if (peek(1) == '(' && is_arithmetic()) return read_arithmetic(at);
    return read_substitution(at);
  }
  if (next == '{') {
    made.expands = true;
    ++at_;
    return read_braces(made, quoted, at);
  }
  ++at_;
  if (is_name_letter(next)) {
    made.expands = true;
    ++at_;
    if (next >= '0' && next <= '9') return;
    while (is_name_letter(peek())) ++at_;
  } else if (next != '\0' && std::string_view("@*#?-$!").find(next) != std::string_view::npos) {
    made.expands = true;
    ++at_;
  }
}

/// At the { of ${...}: everything up to its }, substitutions included. What is in it stays as written.
void reader::read_braces(word& made, bool quoted, context const& at) {
  depth_scope const deeper(*this);
  if (stopped_) return;
  auto const begin = at_++;
  word_builder unused;
  while (!done() && !stopped_) {
    char const c = peek();
    if (c == '}') {
      ++at_;
      return;
    }
    if (c == '\\') {
      at_ = std::min(text_.size(), at_ + 2);
    } else if (c == '$') {
      read_dollar(made, quoted, at);
    } else if (c == '`') {
      read_backticks(quoted, at);
    } else if (c == '"') {
      unused = {};
      unused.copied = at_;
      read_double_quotes(made, unused, at);
    } else if (c == '\'' && !quoted && text_.find('\'', at_ + 1) != std::string_view::npos) {
      at_ = text_.find('\'', at_ + 1) + 1;
    } else {
      ++at_;
    }
  }
  problem(begin, begin + 1, "${ that is not closed");
}

/// $(( also begins a substitution that begins with a subshell; the closing parentheses tell.
bool reader::is_arithmetic() const {
  auto const window = text_.substr(at_ + 2, arithmetic_look_ahead);
  int open = 0;
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (window[i] == '(') ++open;
    if (window[i] != ')') continue;
    if (open == 0) return i + 1 < window.size() && window[i + 1] == ')';
    --open;
  }
  return true;
}

/// At the (( of $((...)).
void reader::read_arithmetic(context const& at) {
  depth_scope const deeper(*this);
  if (stopped_) return;
  auto const begin = at_;
  at_ += 2;
  int open = 0;
  word unused;
  while (!done() && !stopped_) {
    char const c = peek();
    if (c == '$') {
      read_dollar(unused, true, at);
      continue;
    }
    if (c == '`') {
      read_backticks(false, at);
      continue;
    }
    if (c == '(') ++open;
    if (c == ')' && open-- == 0) {
      at_ += peek(1) == ')' ? 2 : 1;
      return;
    }
    ++at_;
  }
  problem(begin, begin + 2, "(( that is not closed");
}

/// At the ( of $(...) or <(...).
void reader::read_substitution(context const& at) {
  depth_scope const deeper(*this);
  if (stopped_) return;
  auto const begin = at_++;
  auto const commands = made_.commands_.size(), nodes = made_.nodes_.size();
  auto const outer_state = state_;
  auto const owner = owner_;
  auto const node = add_node(node_kind::substitution, begin);
  auto inner = at;
  inner.in_subshell = inner.in_substitution = true;
  inner.is_condition = false;
  add_child(node, read_list(inner));
  owner_ = owner;
  state_ = outer_state;
  if (!take(")") && !stopped_) problem(begin, begin + 1, "$( that is not closed");
  end_node(node, at_);
  if (suppress_) {
    made_.commands_.erase(made_.commands_.begin() + static_cast<std::ptrdiff_t>(commands), made_.commands_.end());
    made_.nodes_.erase(made_.nodes_.begin() + static_cast<std::ptrdiff_t>(nodes), made_.nodes_.end());
    last_child_.resize(nodes);
    forget_documents(commands, nodes);
  } else if (owner_ != none) {
    add_child(owner_, node);
  }
}

/// `...`: a backslash in it escapes ` \ $, and within double quotes also ".
void reader::read_backticks(bool quoted, context const& at) {
  auto const begin = at_++;
  joined_text plain;
  auto copied = at_;
  bool changed = false;
  while (!done() && peek() != '`') {
    char const next = peek(1);
    if (peek() == '\\' && (next == '`' || next == '\\' || next == '$' || (quoted && next == '"'))) {
      plain.add(source_.substr(copied, at_ - copied));
      copied = ++at_;
      changed = true;
    }
    ++at_;
  }
  at_ = std::min(at_, text_.size());
  auto const end = at_;
  if (!take("`")) problem(begin, begin + 1, "a backtick that is not closed");
  if (suppress_) return;
  auto inside = source_.substr(begin + 1, end - begin - 1);
  if (changed) {
    plain.add(source_.substr(copied, end - copied));
    inside = made_.texts_.emplace_back(std::move(plain)).view();
  }
  depth_scope const deeper(*this);
  if (stopped_ || inside.empty()) return;
  auto const owner = owner_;
  auto const outer_state = state_;
  source_scope const nested(*this, inside);
  if (!nested.entered()) return;
  auto const node = add_node(node_kind::substitution, 0);
  auto inner = at;
  inner.in_subshell = inner.in_substitution = true;
  inner.is_condition = false;
  add_child(node, read_script_list(inner));
  end_node(node, at_);
  state_ = outer_state;
  owner_ = owner;
  if (owner_ != none) add_child(owner_, node);
}

/// The substitutions in a here-document.
void reader::read_expansions_of(mapped_text body, context const& at) {
  if (body.text().find_first_of("$`") == std::string_view::npos) return;
  depth_scope const deeper(*this);
  if (stopped_) return;
  source_scope const nested(*this, body);
  if (!nested.entered()) return;
  word unused;
  while (!done() && !stopped_) {
    char const c = peek();
    if (c == '\\') {
      at_ = std::min(text_.size(), at_ + 2);
    } else if (c == '$') {
      read_dollar(unused, true, at);
    } else if (c == '`') {
      read_backticks(true, at);
    } else {
      ++at_;
    }
  }
}

}  // namespace dockverify::shell

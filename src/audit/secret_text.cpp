#include "audit/secret_text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "rules/command_passwords.hpp"
#include "rules/credentials.hpp"
#include "rules/instruction_words.hpp"
#include "rules/secret_names.hpp"
#include "rules/service_values.hpp"

namespace dockverify::audit {

namespace {

constexpr std::size_t npos = std::string_view::npos;
// A line can be a whole file, with a secret in every word of it.
constexpr std::size_t longest_value = 4096, all_values = std::size_t{1} << 20U;
constexpr std::size_t most_words_back = 32;
constexpr int deepest_default = 16;

bool is_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}
bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
bool is_name_character(char c) noexcept {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}
bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool is_quote(char c) noexcept {
  return c == '"' || c == '\'';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// The words of a name in small letters, without digits at their ends: db, pass of DB_PASS1.
template <class Function>
bool any_word(std::string_view name, Function const& f) {
  std::string word;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    bool const separator = i == name.size() || name[i] == '_' || name[i] == '-' || name[i] == '.';
    bool const capital =
        !separator && i > 0 && name[i] >= 'A' && name[i] <= 'Z' && name[i - 1] >= 'a' && name[i - 1] <= 'z';
    if (separator || capital) {
      while (!word.empty() && is_digit(word.back())) word.pop_back();
      if (!word.empty() && f(std::string_view(word))) return true;
      word.clear();
    }
    if (!separator) word += name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return false;
}

bool ends_like_secret(std::string_view word) {
  if (is_any(word, {"bypass", "compass"})) return false;
  for (std::string_view end : {"pass", "passwd", "password", "passphrase", "pwd", "token", "secret", "apikey"}) {
    if (word.ends_with(end)) return true;
  }
  return is_any(word, {"pw", "psw", "salt", "dsn", "bearer", "creds"});
}

/// What is neither a variable nor a placeholder, nor says that it has been taken out.
bool is_written_out(std::string_view value) {
  return !value.empty() && !rules::is_filled_in(value) && !value.starts_with("/run/secrets/") && value.front() != '*' &&
         value.find_first_not_of("*x.") != npos;
}

/// Words between blanks, quotes, brackets and shell operators; the latter are words too.
rules::command_words split_words(std::string_view text) {
  rules::command_words words;
  std::size_t begin = 0;
  auto const end_word = [&](std::size_t end) {
    std::string_view word = text.substr(begin, end - begin);
    while (!word.empty() && word.front() == ',') word.remove_prefix(1);
    while (!word.empty() && (word.back() == ',' || word.back() == '\\')) word.remove_suffix(1);
    if (!word.empty()) words.push_back(word);
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    bool const escape = c == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == 't');
    if (is_blank(c) || is_quote(c) || c == '[' || c == ']' || escape) {
      end_word(i);
      begin = i + (escape ? 2 : 1);
      if (escape) ++i;
    } else if (c == ';' || c == '|' || c == '&') {
      end_word(i);
      begin = i;
      while (i + 1 < text.size() && std::string_view(";|&").find(text[i + 1]) != npos) ++i;
      end_word(i + 1);
      begin = i + 1;
    }
  }
  end_word(text.size());
  return words;
}

/// Without a password, what stands before @ is a token, or the name of a user.
bool looks_like_token(std::string_view user) {
  bool const digit = std::any_of(user.begin(), user.end(), is_digit);
  bool const letter = std::any_of(user.begin(), user.end(), is_letter);
  return is_written_out(user) && (user.size() >= 16 || (user.size() >= 8 && digit && letter));
}

class finder {
 public:
  finder(std::string_view text, secret_names const* names) : text_(text), names_(names) {}

  std::vector<secret_place> all() {
    find_tokens();
    find_logins();
    find_assignments();
    find_defaults();
    find_words();
    find_legacy_pair();
    return std::move(found_);
  }
  std::vector<secret_place> logins() {
    find_logins();
    return std::move(found_);
  }

 private:
  void add(std::string_view value, bool plain = true, bool in_url = false) {
    if (value.empty()) return;
    auto const begin = static_cast<std::size_t>(value.data() - text_.data());
    found_.push_back({begin, begin + value.size(), plain, in_url});
  }

  void find_tokens() {
    for (std::string_view token : rules::tokens_in(text_)) add(token);
  }

  // Who logs in.

  void find_logins() {
    if (text_.find('@') == npos) return;
    for (std::string_view password : rules::passwords_in_urls(text_)) {
      if (is_written_out(password)) add(password, true, true);
    }
    for (std::size_t at = text_.find('@'); at != npos; at = text_.find('@', at + 1)) look_before(at);
  }

  /// https://token@host, and user:password@host without a scheme, as in names of images.
  void look_before(std::size_t at) {
    std::size_t begin = at;
    while (begin > 0 && !is_blank(text_[begin - 1]) &&
           std::string_view("\"'/@,=[]{}()<>").find(text_[begin - 1]) == npos)
      --begin;
    std::string_view const login = text_.substr(begin, at - begin), before = text_.substr(0, begin);
    std::string_view const host = text_.substr(at + 1, 80);
    std::size_t const colon = login.find(':');
    std::string_view const user = login.substr(0, colon);
    if (before.ends_with("://")) {
      bool const web = before.ends_with("http://") || before.ends_with("https://");
      if (web && !user.empty() && looks_like_token(user)) add(user, true, true);
      return;
    }
    bool const digest = host.starts_with("sha256:") || host.starts_with("sha512:");
    if (colon == npos || user.empty() || digest || host.empty() || !(is_letter(host[0]) || is_digit(host[0]))) return;
    if (is_any(user, {"npm", "mailto", "workspace", "file", "patch", "link"})) return;
    if (is_written_out(login.substr(colon + 1))) add(login.substr(colon + 1), true, true);
  }

  // name=value, name: value

  void find_assignments() {
    for (std::size_t i = 0; i < text_.size();) {
      if (!is_name_character(text_[i])) {
        ++i;
        continue;
      }
      std::size_t const begin = i;
      while (i < text_.size() && is_name_character(text_[i])) ++i;
      // A variable that is read.
      if (begin > 0 && (text_[begin - 1] == '$' || (text_[begin - 1] == '{' && begin > 1 && text_[begin - 2] == '$')))
        continue;
      look_at_assignment(begin, i);
    }
  }

  void look_at_assignment(std::size_t begin, std::size_t end) {
    std::string_view name = text_.substr(begin, end - begin);
    name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
    std::size_t at = end;
    while (at < text_.size() && (is_quote(text_[at]) || text_[at] == '\\')) ++at;
    bool const quoted = at > end;
    std::size_t const name_end = at;
    while (at < text_.size() && text_[at] == ' ') ++at;
    if (at + 1 >= text_.size() || name.empty()) return;
    bool const colon = text_[at] == ':', spaced = at > name_end || text_[at + 1] == ' ';
    if (!colon && text_[at] != '=') return;
    char const next = text_[at + 1];
    if (!colon && (next == '=' || (next == ' ' && at == name_end))) return;  // a comparison; a variable set to nothing
    std::size_t value = at + 1;
    while (value < text_.size() && text_[value] == ' ') ++value;
    if (value == text_.size()) return;
    // host:port and name:tag are no assignments; PASSWORD:x mostly is one.
    bool const path = begin > 0 && text_[begin - 1] == '/';
    if (colon && !quoted && !spaced && !is_quote(next) && !is_blank(next) && (path || !ends_like_password(name)))
      return;
    if (!names_->has(name)) return;
    take_value(name, value, colon);
  }

  static bool ends_like_password(std::string_view name) {
    std::string const lower = rules::lower_case(name);
    return lower != "nopasswd" &&  // of sudoers
           (lower.ends_with("password") || lower.ends_with("passwd") || lower.ends_with("passphrase"));
  }

  void take_value(std::string_view name, std::size_t begin, bool colon) {
    std::size_t const start = begin;
    while (begin < text_.size() && text_[begin] == '\\') ++begin;
    bool const quoted = begin < text_.size() && is_quote(text_[begin]);
    std::string_view const in_reach = text_.substr(0, std::min(text_.size(), begin + longest_value));
    std::size_t end = in_reach.size();
    if (quoted) {
      end = std::min(in_reach.find(text_[begin], begin + 1), in_reach.size());
      ++begin;
    } else {
      begin = start;
      // Within a quoted text the value ends with it.
      end = std::min(in_reach.find_first_of(colon ? "\"'\n" : "\"' \t\r\n", begin), in_reach.size());
    }
    if (begin >= end) return;
    std::string_view value = trimmed(text_.substr(begin, end - begin));
    while (!value.empty() && value.back() == '\\') value.remove_suffix(1);
    if (colon && !quoted) value = trimmed(value.substr(0, value.find(" #")));
    std::size_t const blank = value.substr(0, 8).find(' ');
    if (blank != npos && is_any(rules::lower_case(value.substr(0, blank)), {"bearer", "basic", "token", "digest"}))
      value = trimmed(value.substr(blank));
    if (value.starts_with("${")) return take_default(name, value);
    if (!is_written_out(value) || value.starts_with("id=") || value.starts_with("type=")) return;
    if (rules::is_no_credential_value(name, value.substr(0, 256))) return;
    // An anchor or tag.
    if (is_any(value.substr(0, 1), {"|", ">", "&", "!"}) && value.find(' ') == npos && colon) return;
    bool const plain = names_->is_plain(name);
    values_ += value.size();
    if (values_ < all_values) add(value, plain);
    // Where a list, a mapping, a path or a command goes on behind it.
    bool const part = !quoted && value.find("://") == npos;
    if (part || values_ >= all_values) add(value.substr(0, value.find_first_of(",;&|)}]:/")), plain);
  }

  void take_default(std::string_view name, std::string_view value) {
    for (rules::variable_reference const& one : rules::references_in(value)) {
      bool const literal = (one.operation == '-' || one.operation == '+') && is_written_out(one.operand);
      if (literal && !rules::is_no_credential_value(name, one.operand)) add(one.operand, names_->is_plain(name));
    }
  }

  /// ${PASSWORD:-value}, whatever it is for.
  void find_defaults() {
    if (text_.find("${") != npos) look_at_defaults(text_, 0);
  }
  void look_at_defaults(std::string_view text, int depth) {
    for (rules::variable_reference const& one : rules::references_in(text)) {
      if (one.operation != '-' && one.operation != '+') continue;
      if (names_->has(one.name)) take_default(one.name, text.substr(one.begin, one.end - one.begin));
      if (depth < deepest_default) look_at_defaults(one.operand, depth + 1);
    }
  }

  // Commands.

  void find_words() {
    rules::command_words const words = split_words(text_);
    for (std::string_view password : rules::written_passwords_in(words)) {
      if (is_written_out(password)) add(password);
    }
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      // Of a program that nobody knows it may be a port.
      if (words[i] == "-p" && looks_like_token(words[i + 1]) && !makes_folder(words, i) &&
          words[i + 1].find_first_of("/:.=") == npos)
        add(words[i + 1]);
    }
    for (std::size_t i = 0; i + 2 < words.size(); ++i) {
      // aws configure set NAME VALUE, npm config set //host/:NAME VALUE
      if (words[i] != "set") continue;
      std::size_t const tail = words[i + 1].find_last_of(":/");
      std::string_view const name = words[i + 1].substr(tail == npos ? 0 : tail + 1);
      if (names_->has(name) && is_written_out(words[i + 2])) add(words[i + 2], names_->is_plain(name));
    }
  }

  /// mkdir -p, cp -p
  static bool makes_folder(rules::command_words const& words, std::size_t flag) {
    std::size_t const first = flag < most_words_back ? 0 : flag - most_words_back;
    while (flag > first && words[flag - 1].find_first_of(";|&") == npos) {
      if (is_any(rules::base_name(words[--flag]), {"mkdir", "cp", "install", "touch", "tar", "rsync"})) return true;
    }
    return false;
  }

  /// ENV NAME VALUE, LABEL NAME VALUE.
  void find_legacy_pair() {
    std::string_view rest = trimmed(text_);
    auto const next = [&] {
      std::size_t const end = std::min(rest.find_first_of(" \t"), rest.size());
      std::string_view const word = rest.substr(0, end);
      rest = trimmed(rest.substr(end));
      return word;
    };
    std::string keyword = rules::lower_case(rest.substr(0, std::min<std::size_t>(rest.find_first_of(" \t"), 8)));
    next();
    if (keyword == "onbuild") keyword = rules::lower_case(next());
    if (keyword != "env" && keyword != "label") return;
    std::string_view const name = next();
    if (name.find('=') != npos || !is_written_out(rest) || !names_->has(name)) return;
    if (!rules::is_no_credential_value(name, rest)) add(rest, names_->is_plain(name));
  }

  std::string_view text_;
  secret_names const* names_;  // none is needed for logins
  std::vector<secret_place> found_;
  std::size_t values_ = 0;
};

// Files.

struct source_line {
  std::string_view text;
  std::size_t indent = 0;

  explicit source_line(std::string_view line)
      : text(line), indent(std::min(line.find_first_not_of(" \t\r"), line.size())) {}
  [[nodiscard]] bool empty() const { return indent == text.size(); }
  [[nodiscard]] bool is_item() const { return text.substr(indent).starts_with("- "); }
  [[nodiscard]] bool is_comment() const { return text.substr(indent).starts_with('#'); }
  /// In a Dockerfile or a script.
  [[nodiscard]] bool continues() const {
    std::string_view const end = trimmed(text);
    return end.ends_with('\\') && !end.starts_with('#');
  }
};

std::vector<source_line> split_lines(std::string_view text) {
  std::vector<source_line> lines;
  while (!text.empty()) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The key of a line whose value is nested below it; empty: there is none. `db_password: |`, `? db_password`
std::string_view key_of_nested(source_line const& line) {
  std::string_view text = trimmed(line.text);
  while (text.starts_with("- ")) text = trimmed(text.substr(2));
  if (text.starts_with("? ")) return trimmed(text.substr(2));
  std::size_t const colon = text.find(':');
  if (colon == npos) return {};
  std::string_view value = trimmed(text.substr(colon + 1));
  while (value.starts_with('&') || value.starts_with('!')) {
    std::size_t const blank = value.find(' ');
    value = blank == npos ? std::string_view{} : trimmed(value.substr(blank));
  }
  if (!value.empty() && value.front() != '|' && value.front() != '>' && value.front() != '#') return {};
  std::string_view key = trimmed(text.substr(0, colon));
  while (!key.empty() && is_quote(key.front())) key.remove_prefix(1);
  while (!key.empty() && is_quote(key.back())) key.remove_suffix(1);
  return key;
}

class file_reader {
 public:
  file_reader(std::string_view text, std::set<int> const& known, secret_names const& names)
      : lines_(split_lines(text)), known_(known), names_(names) {}

  file_secrets run() {
    for (std::size_t at = 0; at < lines_.size();) {
      if (is_below(lines_[at])) {
        hide_nested(at++);
      } else if (lines_[at].text.find("-----BEGIN ") != npos && lines_[at].text.find("PRIVATE KEY") != npos) {
        at = hide_key(at);
      } else {
        at = read_group(at);
      }
    }
    return std::move(made_);
  }

 private:
  static int number(std::size_t at) { return static_cast<int>(at) + 1; }

  /// Nested below a line that is hidden. The items of a list may stand in their key's column.
  [[nodiscard]] bool is_below(source_line const& line) const {
    return hidden_below_ != npos && (line.empty() || line.indent > hidden_below_ ||
                                     (line.is_item() && !in_item_ && line.indent == hidden_below_));
  }

  void hide_nested(std::size_t at) {
    made_.lines.insert(number(at));
    if (!lines_[at].empty()) add(trimmed(lines_[at].text), at, at, true);
  }

  std::size_t hide_key(std::size_t at) {
    std::size_t const first = at;
    while (at < lines_.size()) {
      made_.lines.insert(number(at));
      std::string_view const text = lines_[at].text;
      if (at > first) add(trimmed(text), at, at, true);
      ++at;
      if (text.find("-----END ") != npos) break;
    }
    return at;
  }

  void add(std::string_view text, std::size_t first, std::size_t last, bool plain) {
    made_.secrets.push_back({std::string(text), number(first), number(last), plain});
  }

  /// The lines of one instruction, or the items of one list, are read together: a flag and its value may stand in two.
  std::size_t read_group(std::size_t first) {
    std::size_t last = first;
    source_line const& start = lines_[first];
    if (start.is_item()) {
      while (last + 1 < lines_.size() && lines_[last + 1].is_item() && lines_[last + 1].indent == start.indent) ++last;
    } else if (start.continues()) {
      while (last + 1 < lines_.size()) {
        bool const more = lines_[last].continues() || lines_[last].is_comment() || lines_[last].empty();
        if (!more) break;
        ++last;
      }
    }
    joined_.clear();
    std::vector<std::size_t> starts;
    for (std::size_t at = first; at <= last; ++at) {
      starts.push_back(joined_.size());
      bool const left_out = at > first && !start.is_item() && lines_[at].is_comment();
      if (!left_out) joined_ += start.is_item() ? lines_[at].text.substr(lines_[at].indent + 2) : lines_[at].text;
      if (at < last && lines_[at].continues()) joined_.resize(joined_.find_last_of('\\'));
      joined_ += start.is_item() && at < last ? '\n' : ' ';
    }
    std::set<std::size_t> secret;
    std::size_t const header = start.is_item() && first > 0 ? first - 1 : first;
    for (secret_place const& one : secrets_in(joined_, names_)) {
      auto const line_of = [&](std::size_t offset) {
        return first +
               static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), offset) - starts.begin()) - 1;
      };
      for (std::size_t at = line_of(one.begin); at <= line_of(one.end - 1); ++at) secret.insert(at);
      add(std::string_view(joined_).substr(one.begin, one.end - one.begin), header, last, one.plain);
    }
    for (std::size_t at = first; at <= last; ++at) settle(at, secret.count(at) != 0);
    return last + 1;
  }

  void settle(std::size_t at, bool secret) {
    source_line const& line = lines_[at];
    if (in_secrets_ != npos && !line.empty() && line.indent <= in_secrets_) in_secrets_ = npos;
    std::string_view const key = key_of_nested(line);
    bool nested = false;
    if (key == "secrets") {
      in_secrets_ = line.indent;
    } else if (in_secrets_ == npos && !key.empty() && names_.has(key)) {
      // A mapping below it is read line by line, when the name is not plainly a secret's.
      nested = names_.is_plain(key) || at + 1 == lines_.size() || lines_[at + 1].text.find(':') == npos;
    }
    bool const known = known_.count(number(at)) != 0;
    if (known) add_generated(at);
    bool const hidden = secret || known || nested;
    if (hidden) made_.lines.insert(number(at));
    hidden_below_ = hidden ? line.indent : npos;
    in_item_ = line.is_item();
  }

  /// What a rule has seen and no form shows.
  void add_generated(std::size_t at) {
    for (std::string_view word : split_words(lines_[at].text)) {
      std::string_view const value = word.substr(word.find('=') == npos ? 0 : word.find('=') + 1);
      if (rules::looks_generated(value) && !names_.has(value)) add(value, at, at, true);
    }
  }

  std::vector<source_line> const lines_;
  std::set<int> const& known_;
  secret_names const& names_;
  file_secrets made_;
  std::string joined_;
  std::size_t hidden_below_ = npos, in_secrets_ = npos;
  bool in_item_ = false;
};

}  // namespace

secret_names::secret_names(rules::settings const& settings, std::set<std::string, std::less<>> also)
    : settings_(settings), also_(std::move(also)) {}

bool secret_names::is_exempt(std::string_view name) const {
  // Compose's own key.
  return name == "secrets" ||
         std::find(settings_.not_secret.begin(), settings_.not_secret.end(), name) != settings_.not_secret.end();
}

secret_names::verdict secret_names::judge(std::string_view name) const {
  if (is_exempt(name)) return verdict::harmless;
  if (also_.count(name) != 0) return verdict::plain;
  std::string const lower = rules::lower_case(name);
  if (lower.ends_with("basicauth.users") || lower.ends_with("digestauth.users")) return verdict::plain;
  if (rules::is_credential_name(name, settings_) ||
      (!rules::is_about_secret(name) && any_word(name, &ends_like_secret)))
    return verdict::plain;
  // Labels have the names of what they are for in theirs.
  std::size_t const dot = name.rfind('.');
  std::string_view const tail = dot == npos ? name : name.substr(dot + 1);
  bool const secret =
      rules::is_secret_name(tail) || (!rules::is_about_secret(tail) && any_word(tail, [](std::string_view word) {
        return is_any(word, {"auth", "authorization", "cookie", "authkey"});
      }));
  return secret ? verdict::secret : verdict::harmless;
}

secret_names::verdict secret_names::verdict_of(std::string_view name) const {
  auto known = known_.find(name);
  if (known == known_.end()) known = known_.emplace(name, judge(name)).first;
  return known->second;
}

bool secret_names::is_plain(std::string_view name) const {
  return verdict_of(name) == verdict::plain;
}

bool secret_names::has(std::string_view name) const {
  return verdict_of(name) != verdict::harmless;
}

std::vector<secret_place> secrets_in(std::string_view text, secret_names const& names) {
  return finder(text, &names).all();
}

bool holds_secret(std::string_view text, secret_names const& names) {
  std::vector<secret_place> const all = secrets_in(text, names);
  return std::any_of(all.begin(), all.end(), [](secret_place const& one) { return !one.in_url; }) ||
         text.find("PRIVATE KEY-----") != npos;
}

bool hide_logins(std::string& text) {
  std::vector<secret_place> all = finder(text, nullptr).logins();
  std::sort(all.begin(), all.end(), [](secret_place const& a, secret_place const& b) { return a.begin > b.begin; });
  std::size_t last = npos;
  for (secret_place const& one : all) {
    if (one.end > last) continue;
    text.replace(one.begin, one.end - one.begin, hidden_value);
    last = one.begin;
  }
  return !all.empty();
}

file_secrets secrets_of_file(std::string_view text, std::set<int> const& known, secret_names const& names) {
  return file_reader(text, known, names).run();
}

std::set<int> lines_with_secrets(std::string_view text, std::set<int> const& known, secret_names const& names) {
  return secrets_of_file(text, known, names).lines;
}

}  // namespace dockverify::audit

// Simple commands: assignments, words, redirections, here-documents, and what a command changes for those after it.
#include <algorithm>

#include "shell/dialect.hpp"
#include "shell/reader.hpp"
#include "shell/scopes.hpp"

namespace dockverify::shell {

namespace {

constexpr int max_wrappers = 16;  // sudo env nice ...
constexpr std::size_t max_directory = 4096;

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The length of NAME or NAME[...] that = or += follows; 0: this is no assignment.
std::size_t assigned_name(std::string_view text) {
  if (text.empty() || !is_name_start(text[0])) return 0;
  std::size_t size = 1;
  while (size < text.size() && (is_name_start(text[size]) || is_digit(text[size]))) ++size;
  auto end = size;
  if (end < text.size() && text[end] == '[') {
    auto const close = text.substr(0, 256).find(']', end);
    if (close == std::string_view::npos) return 0;
    end = close + 1;
  }
  auto const rest = text.substr(end, 2);
  return rest.starts_with('=') || rest == "+=" ? end : 0;
}

/// `# text`, a way to write comments between the words of a command: a substitution that runs nothing is no word.
bool is_empty_substitution(std::string_view word) {
  if (word.size() < 2 || word.front() != '`' || word.find('`', 1) != word.size() - 1) return false;
  std::string_view const inside = word.substr(1, word.size() - 2);
  std::size_t const first = inside.find_first_not_of(" \t");
  return first == std::string_view::npos || (inside[first] == '#' && inside.find('\n') == std::string_view::npos);
}

/// "a/b", with .. and . followed as text.
std::string joined_path(std::string_view base, std::string_view path) {
  std::string made;
  if (path.starts_with('/') || base.empty()) {
    made = path;
  } else {
    made = std::string(base) + "/" + std::string(path);
  }
  while (made.size() > 1 && made.ends_with('/')) made.pop_back();
  // The common cases only: a reader wants the text as it was written.
  if (path == "." && !base.empty()) return std::string(base);
  if (path == ".." && base.find('/') != std::string_view::npos && !base.ends_with("..")) {
    auto const slash = base.rfind('/');
    return std::string(slash == 0 ? "/" : base.substr(0, slash));
  }
  return made;
}

}  // namespace

void reader::place(command& made, context const& at) const {
  made.from = at.from;
  made.inside = at.inside;
  made.conditional = at.conditional;
  made.is_condition = at.is_condition;
  made.in_subshell = at.in_subshell;
  made.in_substitution = at.in_substitution;
  made.in_function = at.in_function;
  made.pipefail = state_.pipefail;
  made.errexit = state_.errexit;
  made.directory = state_.directory;
  made.directory_known = state_.directory_known;
}

bool reader::redirection_ahead() const {
  std::size_t ahead = 0;
  if (peek() == '&') return peek(1) == '>';
  while (is_digit(peek(ahead))) ++ahead;
  return (peek(ahead) == '<' || peek(ahead) == '>') && (ahead > 0 || peek(1) != '(');
}

bool reader::function_ahead() const {
  if (peek() != '(') return false;
  std::size_t ahead = 1;
  while (peek(ahead) == ' ' || peek(ahead) == '\t') ++ahead;
  return peek(ahead) == ')';
}

index reader::read_simple(context const& at) {
  auto const begin = at_;
  auto const node = add_node(node_kind::simple, begin);
  auto const self = static_cast<index>(made_.commands_.size());
  made_.commands_.emplace_back();
  auto const owner = std::exchange(owner_, node);
  command made;
  place(made, at);
  std::vector<mapped_text> values;
  auto end = begin;
  while (!stopped_) {
    skip_blanks();
    auto const word_begin = at_;
    if (redirection_ahead()) {
      read_redirection(made.redirections, self, none, at);
    } else if (done() || std::string_view("\n;&|()").find(peek()) != std::string_view::npos) {
      break;
    } else if (!made.words.empty() || !read_assignment(made, at)) {
      auto scanned = read_word(at);
      if (at_ == word_begin) break;
      // local NAME=(...), declare -a NAME=(...)
      if (peek() == '(' && scanned.made.text.ends_with('=')) {
        scanned.made.expands = read_array(at) || scanned.made.expands;
        scanned.made.text = scanned.made.value = text_.substr(word_begin, at_ - word_begin);
        scanned.made.where = source_.origin(word_begin, at_);
        scanned.value = source_.substr(word_begin, at_ - word_begin);
      }
      if (is_empty_substitution(scanned.made.text)) {
        end = at_;
        continue;
      }
      made.words.push_back(scanned.made);
      values.push_back(scanned.value);
      if (made.words.size() == 1 && made.assignments.empty() && made.redirections.empty()) {
        auto const after_name = at_;
        skip_blanks();
        if (function_ahead() && self + 1 == made_.commands_.size()) {
          at_ = text_.find(')', at_) + 1;
          made_.commands_.pop_back();
          made_.nodes_.pop_back();
          last_child_.pop_back();
          forget_documents(made_.commands_.size(), made_.nodes_.size());
          owner_ = owner;
          return read_function(made.words[0].text, begin, at);
        }
        at_ = after_name;
      }
    }
    end = at_;
  }
  owner_ = owner;
  if (end == begin) {
    made_.commands_.pop_back();
    made_.nodes_.pop_back();
    last_child_.pop_back();
    forget_documents(made_.commands_.size(), made_.nodes_.size());
    if (stopped_ || done()) return none;
    problem(at_, at_ + 1, peek() == '\n' ? "a command is missing" : "unexpected `" + std::string(1, peek()) + "`");
    ++at_;
    return none;
  }
  if (peek() == '(') {
    problem(at_, at_ + 1, "unexpected `(`");
    ++at_;
  }
  made.where = source_.origin(begin, end);
  made.node = node;
  made_.nodes_[node].command = self;
  end_node(node, end);
  made_.commands_[self] = std::move(made);
  look_through(self, std::move(values), at);
  apply(made_.commands_[self]);
  return node;
}

/// [[ ... ]]: operators are words in it.
index reader::read_test(context const& at) {
  auto const begin = at_;
  auto const node = add_node(node_kind::simple, begin);
  auto const self = static_cast<index>(made_.commands_.size());
  made_.commands_.emplace_back();
  auto const owner = std::exchange(owner_, node);
  command made;
  place(made, at);
  bool closed = false;
  while (!closed && !stopped_) {
    skip_lines();
    if (done()) break;
    auto const word_begin = at_;
    closed = sees("]]") && !made.words.empty();
    auto scanned = read_word(at);
    if (at_ == word_begin) {
      // An operator, or a parenthesis of a regular expression.
      ++at_;
      scanned.made.text = scanned.made.value = text_.substr(word_begin, 1);
      scanned.made.where = source_.origin(word_begin, at_);
    }
    made.words.push_back(scanned.made);
  }
  owner_ = owner;
  if (!closed && !stopped_) problem(begin, begin + 2, "`[[` that is not closed");
  made.where = source_.origin(begin, at_);
  made.node = node;
  made_.nodes_[node].command = self;
  end_node(node, at_);
  made_.commands_[self] = std::move(made);
  return node;
}

/// At the ( of NAME=(...): its words one by one; whether any expands.
bool reader::read_array(context const& at) {
  auto const begin = at_++;
  bool expands = false;
  for (skip_lines(); !done() && !stopped_ && peek() != ')'; skip_lines()) {
    auto const before = at_;
    auto const element = read_word(at).made;
    expands = expands || element.expands;
    if (at_ == before) ++at_;
  }
  if (!take(")") && !stopped_) problem(begin, begin + 1, "an array that is not closed");
  return expands;
}

bool reader::read_assignment(command& into, context const& at) {
  auto const begin = at_;
  auto const rest = text_.substr(at_);
  auto const name = assigned_name(rest);
  if (name == 0) return false;
  assignment made;
  made.name = rest.substr(0, std::min(name, rest.substr(0, name).find('[')));
  made.appends = rest[name] == '+';
  at_ += name + (made.appends ? 2 : 1);
  auto const value = at_;
  if (peek() == '(') {
    made.value.expands = read_array(at);
    made.value.text = made.value.value = text_.substr(value, at_ - value);
    made.value.where = source_.origin(value, at_);
  } else {
    made.value = read_word(at).made;
  }
  made.where = source_.origin(begin, at_);
  into.assignments.push_back(made);
  return true;
}

void reader::read_redirection(std::vector<redirection>& into, index command, index node, context const& at) {
  auto const begin = at_;
  redirection made;
  if (is_digit(peek())) {
    made.descriptor = 0;
    for (; is_digit(peek()); ++at_) made.descriptor = std::min(made.descriptor * 10 + (peek() - '0'), 100000);
  }
  bool document = false, strips_tabs = false;
  if (take("&>>") || take("&>")) {
    made.kind = redirection_kind::both;
  } else if (take("<<<")) {
    made.kind = redirection_kind::here_string;
  } else if (take("<<-")) {
    document = strips_tabs = true;
  } else if (take("<<")) {
    document = true;
  } else if (take("<>")) {
    made.kind = redirection_kind::read_write;
  } else if (take(">&") || take("<&")) {
    made.kind = redirection_kind::duplicate;
  } else if (take(">>")) {
    made.kind = redirection_kind::append;
  } else if (take(">|") || take(">")) {
    made.kind = redirection_kind::output;
  } else {
    ++at_;
  }
  auto const operation_end = at_;
  if (document) made.kind = redirection_kind::here_document;
  while (peek() == ' ' || peek() == '\t') ++at_;
  auto const target = at_;
  made.target = read_word(at).made;
  if (at_ == target) {
    problem(begin, operation_end, "nothing follows `" + std::string(text_.substr(begin, operation_end - begin)) + "`");
    if (document) return;
  }
  // >& FILE is both streams; >&1 and >&- are a descriptor.
  if (made.kind == redirection_kind::duplicate && text_[operation_end - 2] == '>' && !made.target.value.empty() &&
      !is_digit(made.target.value[0]) && made.target.value[0] != '-' && !made.target.expands) {
    made.kind = redirection_kind::both;
  }
  made.where = source_.origin(begin, at_);
  if (document) pending_.push_back({command, node, into.size(), made.target.value, strips_tabs, !made.target.quoted});
  into.push_back(made);
}

/// After a line's end: the bodies of the here-documents that it opened, in order.
void reader::read_pending_documents() {
  auto const documents = std::exchange(pending_, {});
  for (auto const& document : documents) read_document(document);
}

/// Those of commands and nodes that have been taken back.
void reader::forget_documents(std::size_t commands, std::size_t nodes) {
  std::erase_if(pending_, [&](pending_document const& one) {
    return (one.command != none && one.command >= commands) || (one.node != none && one.node >= nodes);
  });
}

void reader::read_document(pending_document const& document) {
  auto const begin = at_;
  auto end = at_;
  bool terminated = false;
  while (!done() && !terminated) {
    auto const newline = std::min(text_.find('\n', at_), text_.size());
    auto line = text_.substr(at_, newline - at_);
    if (document.strips_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    terminated = line == document.delimiter;
    end = terminated ? at_ : std::min(newline + 1, text_.size());
    at_ = std::min(newline + 1, text_.size());
  }
  auto const body = source_.substr(begin, end - begin);
  auto& redirections = document.command != none ? made_.commands_[document.command].redirections
                                                : made_.nodes_[document.node].redirections;
  // In a substitution before the command's end: it has not been stored yet.
  if (redirections.size() <= document.redirection) return;
  redirections[document.redirection].body = body;
  if (!terminated) {
    problem(redirections[document.redirection].where, "a here-document that does not end");
  }
  if (document.command == none) return;
  auto reads = document.command;
  while (reads + 1 < made_.commands_.size() && made_.commands_[reads + 1].inside == reads &&
         made_.commands_[reads + 1].from == origin::wrapped) {
    ++reads;
  }
  auto const& c = made_.commands_[reads];
  context at;
  at.conditional = c.conditional;
  at.is_condition = c.is_condition;
  at.in_subshell = c.in_subshell;
  at.in_substitution = c.in_substitution;
  at.in_function = c.in_function;
  at.from = c.from == origin::wrapped ? origin::script : c.from;
  at.inside = c.from == origin::wrapped ? none : c.inside;
  auto const inner = find_inner(c.words);
  if (inner.what == inner_command::kind::input) {
    read_nested(reads, body, inner.options, suppress_, at, origin::shell_document);
  } else if (document.expands) {
    auto const owner = std::exchange(owner_, c.node);
    auto const before = state_;
    read_expansions_of(body, at);
    state_ = before;
    owner_ = owner;
  }
}

void reader::apply(command const& done) {
  if (done.words.empty()) return;
  auto const name = done.name();
  if (name == "set" || name == "shopt") apply_set(done);
  if (name == "cd" || name == "pushd" || name == "popd") change_directory(done);
}

void reader::apply_set(command const& done) {
  for (std::size_t i = 1; i < done.words.size(); ++i) {
    auto const value = done.words[i].value;
    if (value == "--" || value.size() < 2 || (value[0] != '-' && value[0] != '+')) return;
    bool const on = value[0] == '-';
    for (char const letter : value.substr(1)) {
      if (letter == 'e' && done.is("set")) state_.errexit = on;
      if (letter != 'o' || i + 1 >= done.words.size()) continue;
      auto const option = done.words[++i].value;
      if (option == "pipefail") state_.pipefail = on;
      if (option == "errexit") state_.errexit = on;
    }
  }
  if (done.from == origin::script && !done.in_subshell && !done.in_function) {
    made_.sets_pipefail_ = made_.sets_pipefail_ || state_.pipefail;
    made_.sets_errexit_ = made_.sets_errexit_ || state_.errexit;
  }
}

void reader::change_directory(command const& done) {
  word const* target = nullptr;
  for (std::size_t i = 1; i < done.words.size(); ++i) {
    auto const& w = done.words[i];
    if (w.value == "-L" || w.value == "-P" || w.value == "-e" || w.value == "--") continue;
    target = &w;
    break;
  }
  auto const plain = target != nullptr && target->literal() && !target->value.empty() && target->value != "-" &&
                     !target->value.starts_with('~') && !done.is("popd");
  bool const absolute = plain && target->value.starts_with('/');
  if (!plain || (!absolute && !state_.directory_known) ||
      state_.directory.size() + target->value.size() > max_directory) {
    state_.directory_known = false;
    return;
  }
  state_.directory = made_.strings_.emplace_back(joined_path(state_.directory, target->value));
  state_.directory_known = true;
}

/// Finds the command that sudo, env or sh -c runs, and reads it as well.
void reader::look_through(index of, std::vector<mapped_text> values, context const& at, int wrappers) {
  if (stopped_ || wrappers >= max_wrappers) return;
  auto const inner = find_inner(made_.commands_[of].words);
  using kind = inner_command::kind;
  if (inner.what == kind::nothing || inner.what == kind::input) return;
  if (inner.what == kind::words) return read_wrapped(of, inner, std::move(values), at, wrappers);
  bool expands = false;
  auto script = values[inner.first];
  if (inner.what == kind::joined) {
    joined_text joined;
    for (auto i = inner.first; i < inner.last; ++i) {
      if (i > inner.first) joined.add(" ", values[i].origin(0));
      joined.add(values[i]);
      expands = expands || made_.commands_[of].words[i].expands;
    }
    script = made_.texts_.emplace_back(std::move(joined)).view();
  } else {
    expands = made_.commands_[of].words[inner.first].expands;
  }
  read_nested(of, script, inner.options, suppress_ || expands, at, origin::shell_string);
}

void reader::read_wrapped(index of, inner_command const& inner, std::vector<mapped_text> values, context const& at,
                          int wrappers) {
  command made = made_.commands_[of];
  made.from = origin::wrapped;
  made.inside = of;
  auto first = inner.first;
  made.assignments.clear();
  for (; first < inner.last; ++first) {
    auto const& w = made.words[first];
    auto const name = assigned_name(w.value);
    if (name == 0) break;
    assignment set;
    set.name = w.value.substr(0, name);
    set.value = w;
    auto const skipped = std::min(name + 1, w.value.size());
    set.value.value = w.value.substr(skipped);
    set.where = w.where;
    made.assignments.push_back(set);
  }
  if (first == inner.last) return;
  made.where = {made.words[first].where.begin, made.words[inner.last - 1].where.end};
  auto const cut = [&](auto& list) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(inner.last), list.end());
    list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(first));
  };
  cut(made.words);
  cut(values);
  auto const self = static_cast<index>(made_.commands_.size());
  made_.commands_.push_back(std::move(made));
  look_through(self, std::move(values), at, wrappers + 1);
}

void reader::read_nested(index of, mapped_text const& script, read_options const& options, bool suppress, context at,
                         origin from) {
  depth_scope const deeper(*this);
  if (stopped_ || script.empty()) return;
  source_scope const nested(*this, script);
  if (!nested.entered()) return;
  auto const outer_state = state_;
  auto const outer_suppress = std::exchange(suppress_, suppress);
  auto const owner = std::exchange(owner_, none);
  state_.pipefail = options.pipefail;
  state_.errexit = options.errexit;
  auto const node = add_node(node_kind::nested, 0);
  at.from = from;
  at.inside = of;
  add_child(node, read_script_list(at));
  end_node(node, at_);
  add_child(made_.commands_[of].node, node);
  owner_ = owner;
  suppress_ = outer_suppress;
  state_ = outer_state;
}

}  // namespace dockverify::shell

// Lists, pipelines and compound commands.
#include <algorithm>
#include <array>

#include "shell/reader.hpp"
#include "shell/scopes.hpp"

namespace dockverify::shell {

namespace {

constexpr std::size_t max_problems = 50;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

bool ends_reserved(char c) {
  return c == '\0' || is_blank(c) || c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')' ||
         c == '<' || c == '>';
}

}  // namespace

program read(mapped_text script, read_options const& options) {
  return reader().run(script, options);
}

program from_words(std::span<word const> values, text_range where) {
  return reader().run_words(values, where);
}

program reader::run(mapped_text script, read_options const& options) {
  source_ = script;
  text_ = script.text();
  allowed_work_ = 4 * text_.size() + 65536;
  state_.pipefail = options.pipefail;
  state_.errexit = options.errexit;
  read_script_list({});
  return std::move(made_);
}

program reader::run_words(std::span<word const> values, text_range where) {
  allowed_work_ = 65536;
  for (auto const& v : values) allowed_work_ += 4 * v.text.size();
  auto const root = add_node(node_kind::list, 0);
  auto const node = add_node(node_kind::simple, 0);
  add_child(root, node);
  made_.nodes_[root].where = made_.nodes_[node].where = where;
  if (values.empty()) return std::move(made_);
  auto& only = made_.commands_.emplace_back();
  only.words.assign(values.begin(), values.end());
  only.where = where;
  only.node = node;
  made_.nodes_[node].command = 0;
  std::vector<mapped_text> texts;
  // After the opening quote; escapes before it shift what follows, which only moves the places within the string.
  for (auto const& v : values) texts.emplace_back(v.value, v.where.begin + 1);
  look_through(0, std::move(texts), {});
  return std::move(made_);
}

bool reader::take(std::string_view token) {
  if (!sees(token)) return false;
  at_ += token.size();
  return true;
}

void reader::problem(std::size_t begin, std::size_t end, std::string message) {
  problem(source_.origin(begin, end), std::move(message));
}

void reader::problem(text_range where, std::string message) {
  if (made_.problems_.size() < max_problems) made_.problems_.push_back({where, std::move(message)});
}

void reader::stop(std::string message) {
  if (!stopped_) problem(std::min(at_, text_.size()), std::min(at_ + 1, text_.size()), std::move(message));
  stopped_ = true;
}

index reader::add_node(node_kind kind, std::size_t begin) {
  auto const made = static_cast<index>(made_.nodes_.size());
  auto& n = made_.nodes_.emplace_back();
  n.kind = kind;
  n.where = {source_.origin(begin), source_.origin(begin)};
  last_child_.push_back(none);
  return made;
}

void reader::add_child(index parent, index child) {
  if (parent == none || child == none) return;
  made_.nodes_[child].parent = parent;
  auto& last = last_child_[parent];
  (last == none ? made_.nodes_[parent].first_child : made_.nodes_[last].next) = child;
  last = child;
}

void reader::end_node(index node, std::size_t end) {
  auto& where = made_.nodes_[node].where;
  if (end > 0) where.end = std::max(where.begin, source_.origin(end - 1) + 1);
}

void reader::skip_blanks() {
  while (!done()) {
    if (is_blank(peek())) {
      ++at_;
    } else if (peek() == '\\' && peek(1) == '\n') {
      at_ += 2;
    } else if (peek() == '\\' && peek(1) == '\r' && peek(2) == '\n') {
      at_ += 3;
    } else if (peek() == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      return;
    }
  }
}

void reader::take_newline() {
  ++at_;
  if (!pending_.empty()) read_pending_documents();
}

void reader::skip_lines() {
  for (skip_blanks(); peek() == '\n'; skip_blanks()) take_newline();
}

std::string_view reader::reserved_word() const {
  std::size_t size = 0;
  if (peek() == '{' || peek() == '}' || peek() == '!') {
    size = 1;
  } else if (peek() == '[' && peek(1) == '[') {
    size = 2;
  } else {
    while (size < 9 && peek(size) >= 'a' && peek(size) <= 'z') ++size;
  }
  return size > 0 && ends_reserved(peek(size)) ? text_.substr(at_, size) : std::string_view();
}

bool reader::take_reserved(std::string_view word) {
  if (reserved_word() != word) return false;
  at_ += word.size();
  return true;
}

bool reader::at_closer() const {
  if (peek() == ')' || sees(";;") || sees(";&")) return true;
  constexpr std::array<std::string_view, 8> closers{"then", "do", "done", "fi", "elif", "else", "esac", "}"};
  auto const word = reserved_word();
  return !word.empty() && std::find(closers.begin(), closers.end(), word) != closers.end();
}

bool reader::expect(std::string_view word, std::string_view of) {
  if (stopped_) return false;
  skip_lines();
  if (take_reserved(word)) return true;
  problem(std::min(at_, text_.size()), std::min(at_ + 1, text_.size()),
          "`" + std::string(word) + "` of `" + std::string(of) + "` is missing");
  return false;
}

index reader::read_list(context const& at) {
  auto const list = add_node(node_kind::list, at_);
  read_list_into(list, at);
  return list;
}

/// A whole text: what closes nothing is a problem, and reading goes on after it.
index reader::read_script_list(context const& at) {
  auto const list = add_node(node_kind::list, at_);
  while (true) {
    read_list_into(list, at);
    if (done() || stopped_) return list;
    auto const word = reserved_word();
    auto const size = word.empty() ? (peek() == ')' ? 1 : 2) : word.size();
    problem(at_, at_ + size, "`" + std::string(text_.substr(at_, size)) + "` closes nothing");
    at_ = std::min(text_.size(), at_ + size);
    skip_blanks();
    if (peek() == ';' && !at_closer()) ++at_;
  }
}

void reader::read_list_into(index list, context const& at) {
  while (!stopped_) {
    skip_lines();
    if (done() || at_closer()) break;
    auto const first = made_.commands_.size();
    auto const child = read_and_or(at);
    add_child(list, child);
    skip_blanks();
    if (peek() == '&' && peek(1) != '&' && child != none) {
      ++at_;
      made_.nodes_[child].background = true;
      for (auto i = first; i < made_.commands_.size(); ++i) made_.commands_[i].background = true;
    } else if (peek() == ';' && !at_closer()) {
      ++at_;
    }
  }
  end_node(list, at_);
}

index reader::read_and_or(context const& at) {
  auto const begin = at_;
  auto first = made_.commands_.size();
  auto left = read_pipeline(at);
  while (!stopped_) {
    skip_blanks();
    bool const is_and = sees("&&");
    if (!is_and && !sees("||")) return left;
    for (auto i = first; i < made_.commands_.size(); ++i) made_.commands_[i].is_condition = true;
    auto const operation = at_;
    at_ += 2;
    skip_lines();
    if (done() || at_closer()) {
      problem(operation, operation + 2, "nothing follows `" + std::string(is_and ? "&&" : "||") + "`");
      return left;
    }
    auto right_context = at;
    right_context.conditional = true;
    first = made_.commands_.size();
    auto const before = state_;
    auto const right = read_pipeline(right_context);
    // After || a cd may not have run.
    if (!is_and && state_.directory != before.directory) state_.directory_known = false;
    auto const both = add_node(is_and ? node_kind::and_if : node_kind::or_if, begin);
    add_child(both, left);
    add_child(both, right);
    end_node(both, at_);
    left = both;
  }
  return left;
}

index reader::read_pipeline(context const& at) {
  bool const negated = take_reserved("!");
  if (negated) skip_blanks();
  auto const begin = at_;
  auto const first = made_.commands_.size();
  auto const before = state_;
  auto made = read_command(at);
  skip_blanks();
  if (peek() == '|' && peek(1) != '|' && made != none) {
    std::vector<index> members{made};
    for (auto i = first; i < made_.commands_.size(); ++i) made_.commands_[i].in_subshell = true;
    auto inside = at;
    inside.in_subshell = true;
    while (!stopped_ && peek() == '|' && peek(1) != '|') {
      state_ = before;
      auto const pipe = at_;
      at_ += peek(1) == '&' ? 2 : 1;
      skip_lines();
      if (done() || at_closer()) {
        problem(pipe, pipe + 1, "nothing follows `|`");
        break;
      }
      members.push_back(read_command(inside));
      skip_blanks();
    }
    state_ = before;
    made = add_node(node_kind::pipeline, begin);
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (members[i] == none) continue;
      add_child(made, members[i]);
      auto const simple = made_.nodes_[members[i]].command;
      if (simple == none) continue;
      auto& c = made_.commands_[simple];
      c.pipeline = made;
      c.pipeline_position = static_cast<std::uint32_t>(i);
      c.pipeline_length = static_cast<std::uint32_t>(members.size());
    }
    // What stands behind sudo or xargs is in the pipe as well.
    for (auto i = first; i < made_.commands_.size(); ++i) {
      auto& c = made_.commands_[i];
      if (c.from != origin::wrapped || c.pipeline != none) continue;
      auto const& outer = made_.commands_[c.inside];
      c.pipeline = outer.pipeline;
      c.pipeline_position = outer.pipeline_position;
      c.pipeline_length = outer.pipeline_length;
    }
    end_node(made, at_);
  }
  if (negated && made != none) {
    made_.nodes_[made].negated = true;
    if (auto const simple = made_.nodes_[made].command; simple != none) made_.commands_[simple].negated = true;
  }
  return made;
}

index reader::read_command(context const& at) {
  depth_scope const deeper(*this);
  if (stopped_) return none;
  auto const begin = at_;
  auto const word = reserved_word();
  index made = none;
  if (peek() == '(') {
    made = peek(1) == '(' && is_arithmetic() ? read_arithmetic_command(at) : read_subshell(at);
  } else if (word == "{") {
    made = read_group(at);
  } else if (word == "if") {
    made = read_if(at);
  } else if (word == "while" || word == "until") {
    made = read_loop(word, at);
  } else if (word == "for" || word == "select") {
    made = read_for(at);
  } else if (word == "case") {
    made = read_case(at);
  } else if (word == "function") {
    at_ += word.size();
    skip_blanks();
    auto const name = at_;
    while (!done() && !ends_reserved(peek())) ++at_;
    auto const text = text_.substr(name, at_ - name);
    skip_blanks();
    if (function_ahead()) at_ = text_.find(')', at_) + 1;
    return read_function(text, begin, at);
  } else if (word == "[[") {
    made = read_test(at);
  } else {
    return read_simple(at);
  }
  read_redirections_of(made, at);
  return made;
}

index reader::read_group(context const& at) {
  auto const made = add_node(node_kind::group, at_++);
  add_child(made, read_list(at));
  expect("}", "{");
  end_node(made, at_);
  return made;
}

index reader::read_subshell(context const& at) {
  auto const begin = at_;
  auto const made = add_node(node_kind::subshell, at_++);
  auto const before = state_;
  auto inside = at;
  inside.in_subshell = true;
  add_child(made, read_list(inside));
  state_ = before;
  if (!take(")") && !stopped_) problem(begin, begin + 1, "`(` that is not closed");
  end_node(made, at_);
  return made;
}

index reader::read_arithmetic_command(context const& at) {
  auto const made = add_node(node_kind::group, at_);
  auto const owner = std::exchange(owner_, made);
  read_arithmetic(at);
  owner_ = owner;
  end_node(made, at_);
  return made;
}

/// A part that may not run: what it does to the directory may not have happened.
index reader::read_branch(context at) {
  at.conditional = true;
  auto const before = state_;
  auto const made = read_list(at);
  auto const changed = state_.directory != before.directory;
  state_.directory = before.directory;
  state_.directory_known = before.directory_known && !changed;
  return made;
}

index reader::read_if(context const& at) {
  auto const made = add_node(node_kind::if_clause, at_);
  std::string_view word = "if";
  auto condition = at;
  condition.is_condition = true;
  while (!stopped_ && take_reserved(word)) {
    add_child(made, read_list(condition));
    if (!expect("then", word)) break;
    add_child(made, read_branch(at));
    word = "elif";
    condition.conditional = true;
  }
  if (take_reserved("else")) add_child(made, read_branch(at));
  expect("fi", "if");
  end_node(made, at_);
  return made;
}

void reader::read_do_body(index loop, std::string_view word, context const& at) {
  if (!expect("do", word)) return;
  add_child(loop, read_branch(at));
  expect("done", word);
}

index reader::read_loop(std::string_view word, context const& at) {
  auto const made = add_node(node_kind::loop, at_);
  at_ += word.size();
  auto condition = at;
  condition.is_condition = true;
  add_child(made, read_list(condition));
  read_do_body(made, word, at);
  end_node(made, at_);
  return made;
}

index reader::read_for(context const& at) {
  auto const made = add_node(node_kind::loop, at_);
  auto const word = reserved_word();
  at_ += word.size();
  skip_blanks();
  auto const owner = std::exchange(owner_, made);
  if (peek() == '(' && peek(1) == '(') {
    read_arithmetic(at);
  } else {
    auto const name = at_;
    while (!done() && !ends_reserved(peek())) ++at_;
    made_.nodes_[made].variable = text_.substr(name, at_ - name);
    skip_lines();
    if (take_reserved("in")) {
      std::vector<shell::word> subjects;
      for (skip_blanks(); !done() && !stopped_ && peek() != ';' && peek() != '\n'; skip_blanks()) {
        auto const before = at_;
        subjects.push_back(read_word(at).made);
        if (at_ > before) continue;
        problem(at_, at_ + 1, "unexpected `" + std::string(1, peek()) + "` in the words of `for`");
        subjects.pop_back();
        ++at_;
      }
      made_.nodes_[made].subjects = std::move(subjects);
    }
  }
  owner_ = owner;
  skip_blanks();
  take(";");
  read_do_body(made, word, at);
  end_node(made, at_);
  return made;
}

index reader::read_case(context const& at) {
  auto const made = add_node(node_kind::case_clause, at_);
  at_ += 4;
  skip_blanks();
  auto const owner = std::exchange(owner_, made);
  auto subject = read_word(at).made;
  made_.nodes_[made].subjects = {subject};
  bool const has_in = expect("in", "case");
  while (has_in && !stopped_) {
    skip_lines();
    if (done() || reserved_word() == "esac") break;
    auto const pattern = at_;
    take("(");
    // Patterns up to the parenthesis.
    for (skip_blanks(); !done() && !stopped_ && peek() != ')' && peek() != '\n'; skip_blanks()) {
      auto const word_begin = at_;
      read_word(at);
      if (at_ == word_begin) ++at_;
    }
    if (!take(")")) problem(pattern, pattern + 1, "a pattern of `case` without `)`");
    owner_ = owner;
    add_child(made, read_branch(at));
    owner_ = made;
    // Without it only esac may follow; a pattern may be any word, even `fi`.
    if (!take(";;&") && !take(";;") && !take(";&")) break;
  }
  owner_ = owner;
  expect("esac", "case");
  end_node(made, at_);
  return made;
}

index reader::read_function(std::string_view name, std::size_t begin, context const& at) {
  auto const made = add_node(node_kind::function, begin);
  made_.nodes_[made].variable = name;
  skip_lines();
  auto inside = at;
  inside.in_function = inside.conditional = true;
  auto const before = state_;
  if (done() || at_closer()) {
    problem(begin, begin + 1, "a function without a body");
  } else {
    add_child(made, read_command(inside));
  }
  state_ = before;
  end_node(made, at_);
  return made;
}

void reader::read_redirections_of(index node, context const& at) {
  if (node == none) return;
  auto const owner = std::exchange(owner_, node);
  std::vector<redirection> found;
  for (skip_blanks(); redirection_ahead() && !stopped_; skip_blanks()) read_redirection(found, none, node, at);
  made_.nodes_[node].redirections = std::move(found);
  owner_ = owner;
}

}  // namespace dockverify::shell

// The line level of BuildKit's frontend/dockerfile/parser: parser directives, comments, continuations, here-documents.
// Each byte is looked at a fixed number of times.
#include "dockerfile/parse.hpp"

#include <algorithm>
#include <tuple>

#include "dockerfile/arguments.hpp"
#include "dockerfile/unicode_space.hpp"

namespace dockverify::dockerfile {

namespace {

/// What a directive looks like: # name = value.
bool read_directive(std::string_view line, directive& made) {
  if (!line.starts_with('#')) return false;
  auto const rest = trim_left(line.substr(1));
  auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (rest.empty() || !letter(rest[0])) return false;
  std::size_t at = 0;
  while (at < rest.size() && (letter(rest[at]) || (rest[at] >= '0' && rest[at] <= '9'))) ++at;
  made.name = rest.substr(0, at);
  constexpr std::string_view blanks = " \t\n\f\r";
  at = rest.find_first_not_of(blanks, at);
  if (at == std::string_view::npos || rest[at] != '=') return false;
  at = rest.find_first_not_of(blanks, at + 1);
  if (at == std::string_view::npos) return false;
  made.value = rest.substr(at, rest.find_last_not_of(blanks) + 1 - at);
  return true;
}

bool is_known_directive(std::string_view name, std::string_view known) {
  return std::equal(name.begin(), name.end(), known.begin(), known.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; });
}

}  // namespace

class parser {
 public:
  explicit parser(std::string text) {
    made_.text_ = std::make_unique<std::string const>(std::move(text));
    text_ = std::string_view(*made_.text_).substr(0, max_text);
  }

  document run() {
    made_.line_starts_.push_back(0);
    for (auto at = text_.find('\n'); at != std::string_view::npos; at = text_.find('\n', at + 1)) {
      if (at + 1 < text_.size()) made_.line_starts_.push_back(at + 1);
    }
    if (made_.text_->size() > max_text) {
      problem(problem_kind::limit, {max_text, made_.text_->size()},
              "the file is longer than 1 MiB; the rest is not read", "check that this is the right file");
    }
    while (auto const next = next_line()) first_line_of_anything(*next);
    finish_places();
    return std::move(made_);
  }

 private:
  struct line {
    std::size_t begin = 0, end = 0;  ///< without the line's end
    int number = 0;
  };

  [[nodiscard]] std::string_view text_of(line const& l) const { return text_.substr(l.begin, l.end - l.begin); }

  void problem(problem_kind kind, text_range where, std::string message, std::string advice) {
    if (made_.problems_.size() >= max_problems) return;
    made_.problems_.push_back({kind, where, std::move(message), std::move(advice), made_.instructions_.size()});
  }

  std::optional<line> next_line() {
    if (at_ >= text_.size()) return std::nullopt;
    auto const newline = std::min(text_.find('\n', at_), text_.size());
    line found{at_, newline, ++number_};
    at_ = newline + 1;
    while (found.end > found.begin && text_[found.end - 1] == '\r') --found.end;
    if (number_ == 1 && text_of(found).starts_with("\xEF\xBB\xBF")) found.begin += 3;
    if (newline - found.begin > max_line) {
      problem(problem_kind::limit, {found.begin, found.end},
              "the line is longer than the 65535 bytes that the builder reads",
              "split it with continuation lines, or put the text into a file");
    }
    return found;
  }

  static bool is_comment(std::string_view text) { return trim_left(text).starts_with('#'); }

  void add_comment(line const& l, bool inside) {
    auto const body = trim_left(text_of(l));
    made_.comments_.push_back({body, {l.end - body.size(), l.end}, l.number, inside});
  }

  /// True: the line is a directive, and so no comment.
  bool take_directive(std::string_view text, line const& l) {
    if (directives_done_) return false;
    // Only the choice of the syntax looks past a first line with #!.
    if (l.number == 1 && text.starts_with("#!")) {
      had_shebang_ = true;
      return false;
    }
    directive found;
    bool const known = read_directive(text, found) &&
                       (is_known_directive(found.name, "syntax") || is_known_directive(found.name, "escape") ||
                        is_known_directive(found.name, "check"));
    bool const is_escape = known && is_known_directive(found.name, "escape");
    if (!known || (had_shebang_ && is_escape)) {
      directives_done_ = true;
      return false;
    }
    found.line = l.number;
    found.where = {l.end - text.size(), l.end};
    auto const value = static_cast<std::size_t>(found.value.data() - text_.data());
    found.value_where = {value, value + found.value.size()};
    std::string lower(found.name);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (made_.find_directive(lower) != nullptr) {
      problem(problem_kind::directive, found.where, "the parser directive " + lower + " is given twice",
              "keep one of them");
      return true;
    }
    if (is_escape) {
      if (found.value == "\\" || found.value == "`") {
        made_.escape_ = found.value[0];
      } else {
        problem(problem_kind::directive, found.value_where, "the escape character is either \\ or `",
                "write # escape=\\ or # escape=`");
      }
    }
    made_.directives_.push_back(found);
    return true;
  }

  /// Removes the escape character that ends a line, with blanks after it; false: the line is not continued.
  bool cut_continuation(line& l) const {
    auto const text = text_of(l);
    auto const last = text.find_last_not_of(" \t");
    if (last == std::string_view::npos || text[last] != made_.escape_) return false;
    if (last > 0 && text[last - 1] == made_.escape_) return false;
    l.end = l.begin + last;
    return true;
  }

  void first_line_of_anything(line l) {
    auto const body = trim_left(text_of(l));
    l.begin = l.end - body.size();
    if (take_directive(body, l)) return;
    if (body.starts_with('#')) return add_comment(l, false);
    if (body.empty()) return;

    instruction made;
    made.first_comment = comments_used_;
    made.comment_count = made_.comments_.size() - comments_used_;
    made.first_line = made.last_line = l.number;
    std::vector<line> lines;
    bool continued = cut_continuation(l);
    lines.push_back(l);
    while (continued) {
      auto next = next_line();
      if (!next) break;
      made.last_line = next->number;
      if (is_comment(text_of(*next))) {
        add_comment(*next, true);
      } else if (trim_left(text_of(*next)).empty()) {
        made.empty_lines.push_back(next->number);
      } else {
        continued = cut_continuation(*next);
        lines.push_back(*next);
      }
    }
    comments_used_ = made_.comments_.size();
    auto const text = join(lines);
    if (trim_left(text.text()).empty()) {
      problem(problem_kind::unknown_instruction, {l.begin, l.end + 1}, "a continuation without an instruction",
              "remove the line");
      return;
    }
    made.last_command_line = made.last_line;
    argument_sink sink{made_.escape_, made_.strings_, made_.problems_, made_.instructions_.size()};
    read_instruction(text, made, sink);
    read_heredocs(text, made, sink);
    made_.instructions_.push_back(std::move(made));
  }

  mapped_text join(std::vector<line> const& lines) {
    if (lines.size() == 1) return mapped_text(text_of(lines[0]), lines[0].begin);
    auto& joined = made_.joined_.emplace_back();
    for (auto const& l : lines) joined.add(text_of(l), l.begin);
    if (joined.pieces.empty()) return {};
    return joined.view();
  }

  static bool can_have_heredocs(instruction const& made) {
    auto const& i = made.trigger ? *made.trigger : made;
    return (i.is(keyword::run) || i.is(keyword::copy) || i.is(keyword::add)) && !i.exec_form();
  }

  void read_heredocs(mapped_text const& text, instruction& made, argument_sink& sink) {
    if (!can_have_heredocs(made)) return;
    auto& holder = made.trigger ? *made.trigger : made;
    for (auto& document : find_heredocs(text, made_.strings_)) {
      document.terminated = false;
      auto const begin = std::min(at_, text_.size());
      auto end = begin;
      while (auto next = next_line()) {
        auto body = text_of(*next);
        made.last_line = next->number;
        if (document.strips_tabs) body.remove_prefix(std::min(body.find_first_not_of('\t'), body.size()));
        if (body == document.name) {
          document.terminated = true;
          document.where = {begin, next->end};
          break;
        }
        end = std::min(at_, text_.size());
      }
      document.content = text_.substr(begin, end - begin);
      document.content_where = {begin, end};
      if (!document.terminated) {
        document.where = {begin, end};
        sink.complain(made, problem_kind::heredoc, document.opening.where, "the here-document does not end",
                      "write a line with " + shown(document.name) + " alone after its text");
      }
      made.where.end = std::max(made.where.end, document.where.end);
      holder.heredocs.push_back(document);
    }
    if (made.trigger) {
      holder.where.end = made.where.end;
      holder.valid = holder.valid && made.valid;
    }
  }

  void finish_places() {
    for (auto& i : made_.instructions_) {
      if (!i.trigger) continue;
      for (auto* t = i.trigger.get(); t != nullptr; t = t->trigger.get()) {
        t->first_line = i.first_line;
        t->last_line = i.last_line;
        t->last_command_line = i.last_command_line;
      }
    }
    std::sort(made_.problems_.begin(), made_.problems_.end(), [](auto const& a, auto const& b) {
      return std::tie(a.where.begin, a.message) < std::tie(b.where.begin, b.message);
    });
  }

  document made_;
  std::string_view text_;
  std::size_t at_ = 0;
  int number_ = 0;
  bool directives_done_ = false, had_shebang_ = false;
  std::size_t comments_used_ = 0;
};

document parse(std::string text) {
  return parser(std::move(text)).run();
}

}  // namespace dockverify::dockerfile

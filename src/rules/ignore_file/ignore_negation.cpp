// DVI011: `!` lines that bring nothing back.
#include <algorithm>

#include "rules/context_facts.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

using ignore_rule = dockerfile::dockerignore::rule;

constexpr std::size_t most_rules = 500;

/// A path that the pattern matches: wildcards stand for some letter.
std::string sample_of(std::string_view pattern) {
  std::string made;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern.substr(i).starts_with("**/")) {
      i += 2;
    } else if (pattern.substr(i).starts_with("**")) {
      made += 'x';
      ++i;
    } else if (pattern[i] == '*' || pattern[i] == '?') {
      made += 'x';
    } else if (pattern[i] != '\\') {
      made += pattern[i];
    }
  }
  return made;
}

bool excluded(dockerfile::dockerignore const& ignore, std::string const& path, std::size_t count) {
  ignore_rule const* decided = deciding_rule(ignore, path, count);
  return decided != nullptr && !decided->exception;
}

class finder {
 public:
  finder(context_subject const& subject, sink& out)
      : subject_(subject), out_(out), lines_(lines_of(subject.ignore_text)) {}

  void look_at(std::size_t index) {
    auto const& rules = subject_.ignore.rules();
    ignore_rule const& one = rules[index];
    std::vector<std::string> paths{sample_of(one.pattern.text())};
    for (context_file const& file : subject_.files) {
      if (paths.size() < 50 && one.pattern.matches(file.path)) paths.push_back(file.path);
    }
    auto const before = [&](std::string const& path) { return excluded(subject_.ignore, path, index); };
    auto const after = [&](std::string const& path) { return excluded(subject_.ignore, path, rules.size()); };
    std::string const text = "`!" + one.pattern.text() + "`";
    if (std::none_of(paths.begin(), paths.end(), before)) {
      if (std::any_of(paths.begin(), paths.end(), after)) {
        move_down(one, text + " stands before the line that leaves it out");
      } else {
        remove(one, text + " brings back what no line before it leaves out");
      }
      return;
    }
    bool const stays =
        std::all_of(paths.begin(), paths.end(), [&](auto const& path) { return !before(path) || after(path); });
    if (stays) move_down(one, text + " has no effect: a later line leaves it out again");
  }

 private:
  [[nodiscard]] ignore_line line_of(ignore_rule const& one) const { return lines_[static_cast<std::size_t>(one.line)]; }

  void remove(ignore_rule const& one, std::string message) {
    out_.add(subject_.where(one.line), std::move(message))
        .field(one.pattern.text())
        .advice("remove the line")
        .edit(line_of(one).begin, line_of(one).next, "");
  }

  void move_down(ignore_rule const& one, std::string message) {
    std::string const line = "!" + one.pattern.text();
    std::size_t const end = subject_.ignore_text.size();
    out_.add(subject_.where(one.line), std::move(message))
        .field(one.pattern.text())
        .advice("move it below that line: the last match counts")
        .edit(line_of(one).begin, line_of(one).next, "")
        .edit(end, end, appended(subject_.ignore_text, {&line, 1}));
  }

  context_subject const& subject_;
  sink& out_;
  std::vector<ignore_line> lines_;
};

void check(context_subject const& subject, sink& out) {
  auto const& rules = subject.ignore.rules();
  if (subject.ignore_path == nullptr || rules.size() > most_rules) return;
  finder finder(subject, out);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].exception && rules[i].line != 0) finder.look_at(i);
  }
}

}  // namespace

extern rule const ignore_negation;
rule const ignore_negation{
    .id = "DVI011",
    .name = "negation-without-effect",
    .dev = level::warning,
    .prod = level::warning,
    .summary =
        "A `!` line of the ignore file names what no earlier line leaves out, or what a later one leaves out "
        "again.",
    .why =
        "The last line that matches decides. A `!` line that stands too early or too late looks as if the file were "
        "sent.",
    .bad = "!README.md\n*.md\n",
    .good = "*.md\n!README.md\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_context = &check,
};

}  // namespace dockverify::rules

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

void check(context_subject const& subject, sink& out) {
  auto const& rules = subject.ignore.rules();
  if (subject.ignore_path == nullptr || rules.size() > most_rules) return;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    ignore_rule const& one = rules[i];
    if (!one.exception || one.line == 0) continue;
    std::vector<std::string> paths{sample_of(one.pattern.text())};
    for (context_file const& file : subject.files) {
      if (paths.size() < 50 && one.pattern.matches(file.path)) paths.push_back(file.path);
    }
    bool const taken_back =
        std::any_of(paths.begin(), paths.end(), [&](auto const& path) { return excluded(subject.ignore, path, i); });
    std::string const text = "`!" + one.pattern.text() + "`";
    if (!taken_back) {
      bool const later = std::any_of(paths.begin(), paths.end(),
                                     [&](auto const& path) { return excluded(subject.ignore, path, rules.size()); });
      out.add(subject.where(one.line), later ? text + " stands before the line that leaves it out"
                                             : text + " brings back what no line before it leaves out")
          .field(one.pattern.text())
          .advice(later ? "move it below that line: the last match counts" : "remove the line");
      continue;
    }
    bool const stays = std::all_of(paths.begin(), paths.end(), [&](auto const& path) {
      return !excluded(subject.ignore, path, i) || excluded(subject.ignore, path, rules.size());
    });
    if (!stays) continue;
    ignore_rule const* last = deciding_rule(subject.ignore, paths.front());
    out.add(subject.where(one.line),
            text + " has no effect: " +
                (last == nullptr ? std::string("a later line")
                                 : "`" + last->pattern.text() + "` in line " + std::to_string(last->line)) +
                " leaves it out again")
        .field(one.pattern.text())
        .advice("move it below that line: the last match counts");
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
    .check_context = &check,
};

}  // namespace dockverify::rules

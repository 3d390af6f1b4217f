// DVI009: lines that change nothing.
#include <algorithm>
#include <map>

#include "rules/context_facts.hpp"
#include "rules/ignore_file/suggest.hpp"
#include "rules/ignore_file/trailing_comment.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

using ignore_rule = dockerfile::dockerignore::rule;

// With more lines than this a file was made by a program, which knows what it wants.
constexpr std::size_t most_rules = 500;

/// "**/node_modules/*" is node_modules.
std::string_view core(std::string_view pattern) {
  while (pattern.starts_with("**/")) pattern.remove_prefix(3);
  for (std::string_view tail : {"/**", "/*"}) {
    if (pattern.ends_with(tail)) pattern.remove_suffix(tail.size());
  }
  return pattern;
}

bool is_usual(std::string_view pattern) {
  std::string_view const name = core(pattern);
  auto const usual = usual_names();
  return name.empty() || name == "*" || name == "**" || std::find(usual.begin(), usual.end(), name) != usual.end();
}

/// An earlier or later pattern takes at least what this one does. Only what is certain.
bool covers(ignore_rule const& wide, std::string const& narrow) {
  std::string const& text = wide.pattern.text();
  if (narrow.find_first_of("*?[\\") == std::string::npos) {
    for (auto end = narrow.find('/');; end = narrow.find('/', end + 1)) {
      if (wide.pattern.matches(std::string_view(narrow).substr(0, end))) return true;
      if (end == std::string::npos) return false;
    }
  }
  return text == "*" || text == "**" || text == "**/" + narrow || narrow.starts_with(text + "/");
}

bool excludes_something(context_subject const& subject, ignore_rule const& one) {
  return std::any_of(subject.files.begin(), subject.files.end(),
                     [&](context_file const& file) { return one.pattern.matches(file.path); });
}

void check(context_subject const& subject, sink& out) {
  auto const& rules = subject.ignore.rules();
  if (subject.ignore_path == nullptr || rules.size() > most_rules) return;
  auto const lines = lines_of(subject.ignore_text);
  bool const exceptions = std::any_of(rules.begin(), rules.end(), [](ignore_rule const& one) { return one.exception; });
  auto const report = [&](ignore_rule const& one, std::string message) {
    auto const at = static_cast<std::size_t>(one.line);
    // The pattern is another one without the comment behind it, which is DVI010's.
    if (trailing_comment_of(
            std::string_view(subject.ignore_text).substr(lines[at].begin, lines[at].end - lines[at].begin)))
      return;
    out.add(subject.where(one.line), std::move(message))
        .field(one.pattern.text())
        .advice("remove the line")
        .edit(lines[at].begin, lines[at].next, "");
  };
  std::map<std::string, ignore_rule const*> before;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    ignore_rule const& one = rules[i];
    if (one.line == 0) continue;
    std::string const& text = one.pattern.text();
    auto const [known, added] = before.try_emplace((one.exception ? "!" : "") + text, &one);
    if (!added && !exceptions) {
      report(one, "`" + text + "` repeats line " + std::to_string(known->second->line));
      continue;
    }
    // Exceptions are DVI011's; among them, a line that seems to do nothing may be what takes something out again.
    if (one.exception || exceptions) {
      known->second = &one;
      if (one.exception) continue;
    }
    if (!exceptions) {
      auto const wide = std::find_if(rules.begin(), rules.end(), [&](ignore_rule const& other) {
        return &other != &one && other.pattern.text() != text && covers(other, text);
      });
      if (wide != rules.end()) {
        report(one, "`" + text + "` is left out already by `" + wide->pattern.text() + "` in line " +
                        std::to_string(wide->line));
        continue;
      }
    }
    if (subject.complete && !is_usual(text) && !excludes_something(subject, one))
      report(one, "`" + text + "` matches nothing in the context");
  }
}

}  // namespace

extern rule const ignore_dead_pattern;
rule const ignore_dead_pattern{
    .id = "DVI009",
    .name = "dead-pattern",
    .dev = level::info,
    .prod = level::info,
    .summary =
        "A line of the ignore file matches nothing that is there and nothing that is usual, or repeats another "
        "line.",
    .why = "A misspelt name or a forgotten move leaves a line behind that looks as if it kept something out.",
    .bad = ".git\nnode_modules\nnode_modules\n",
    .good = ".git\nnode_modules\n",
    .aliases = {},
    .fixes = fixing::safe,
    .check_context = &check,
};

}  // namespace dockverify::rules

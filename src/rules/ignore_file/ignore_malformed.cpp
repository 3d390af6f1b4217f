// DVI012: lines that the builder refuses.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(context_subject const& subject, sink& out) {
  if (subject.ignore_path == nullptr) return;
  for (dockerfile::dockerignore::bad_line const& one : subject.bad_lines) {
    out.add(subject.where(one.line), "`" + one.text + "`: " + one.message)
        .field(one.text)
        .advice("correct or remove the line: the builder refuses the whole file because of it");
  }
}

}  // namespace

extern rule const ignore_malformed;
rule const ignore_malformed{
    .id = "DVI012",
    .name = "malformed",
    .dev = level::error,
    .prod = level::error,
    .summary = "A line of the ignore file is no pattern: `!` alone, an unfinished [...], a `\\` at the end.",
    .why = "The builder reads the file before anything else, and stops.",
    .bad = ".git\n[a-\n",
    .good = ".git\n[a-z].tmp\n",
    .aliases = {},
    .check_context = &check,
};

}  // namespace dockverify::rules

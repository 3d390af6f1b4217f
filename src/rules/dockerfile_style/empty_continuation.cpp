// DVD406: an empty line within an instruction.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// Where a line begins, from a place that stands on an earlier one.
std::size_t begin_of_line(std::string_view text, std::size_t from, int lines) {
  for (; lines > 0; --lines) {
    std::size_t const end = text.find('\n', from);
    if (end == std::string_view::npos) return text.size();
    from = end + 1;
  }
  return from;
}

void check(dockerfile_subject const& subject, sink& out) {
  std::string_view const text = subject.file->text();
  for (dockerfile::instruction const& one : subject.file->instructions()) {
    if (one.empty_lines.empty()) continue;
    draft& made = out.add({subject.path, one.last_command_line, 1},
                          "the instruction goes on after an empty line; builders will refuse that")
                      .advice("remove the empty line, or put # on it");
    std::size_t at = one.where.begin;
    int line = one.first_line;
    for (int const empty : one.empty_lines) {
      std::size_t const begin = begin_of_line(text, at, empty - line);
      std::size_t const end = begin_of_line(text, begin, 1);
      made.edit(begin, end, "");
      at = begin;
      line = empty;
    }
  }
}

}  // namespace

extern rule const empty_continuation;
rule const empty_continuation{
    .id = "DVD406",
    .name = "empty-continuation",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "An empty line inside a continued instruction.",
    .why = "It reads like the instruction's end and is not. The builder warns, and will refuse it.",
    .bad = "FROM alpine:3.20\nRUN true && \\\n\n    true\n",
    .good = "FROM alpine:3.20\nRUN true && \\\n    true\n",
    .aliases = {"BK:NoEmptyContinuation"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

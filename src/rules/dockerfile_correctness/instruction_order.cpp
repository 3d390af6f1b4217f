// DVD301: something before the first FROM, or no FROM at all.
#include <algorithm>

#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check_fragment(dockerfile_subject const& subject, sink& out) {
  auto const all = subject.file->instructions();
  auto const first = std::find_if(all.begin(), all.end(), [](dockerfile::instruction const& one) {
    return !one.is(dockerfile::keyword::arg) && !one.is(dockerfile::keyword::unknown);
  });
  draft& made = out.add(first == all.end() ? subject.where(dockerfile::text_range{0, 0}) : subject.where(*first),
                        "there is no FROM")
                    .advice("begin with FROM IMAGE; only ARG may stand above it");
  // The peer reports instructions, not their absence.
  if (first == all.end()) made.aliases({});
}

void check(dockerfile_subject const& subject, sink& out) {
  if (subject.fragment) return check_fragment(subject, out);
  for (dockerfile::problem const& problem : subject.stages->problems()) {
    // A target that does not exist is told where it is named.
    bool const in_file = problem.instruction_index < subject.file->instructions().size();
    if (!in_file || problem.kind != dockerfile::problem_kind::order) continue;
    out.add(subject.where(problem.where), problem.message).advice(problem.advice);
  }
}

}  // namespace

extern rule const instruction_order;
rule const instruction_order{
    .id = "DVD301",
    .name = "order",
    .dev = level::error,
    .prod = level::error,
    .summary = "Anything but ARG before the first FROM, or a file without FROM.",
    .why = "Instructions belong to a stage, and FROM begins one. The builder refuses the file.",
    .bad = "LABEL version=1\nFROM alpine:3.20\n",
    .good = "ARG VERSION=3.20\nFROM alpine:${VERSION}\nLABEL version=1\n",
    .aliases = {"DL3061"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

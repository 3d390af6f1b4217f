// DVD300: what the builder refuses to read.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::problem const& problem : subject.file->problems()) {
    // Those two have rules of their own.
    if (problem.kind == dockerfile::problem_kind::onbuild || problem.kind == dockerfile::problem_kind::order) continue;
    draft& made = out.add(subject.where(problem.where), problem.message);
    if (!problem.advice.empty()) made.advice(problem.advice);
  }
}

}  // namespace

extern rule const parse_error;
rule const parse_error{
    .id = "DVD300",
    .name = "parse-error",
    .dev = level::error,
    .prod = level::error,
    .summary = "An instruction, flag, directive or here-document that the builder refuses.",
    .why = "The build ends there. Everything else in the file is audited all the same.",
    .bad = "FROM alpine:3.20\nRUNN true\n",
    .good = "FROM alpine:3.20\nRUN true\n",
    .aliases = {"DL1000"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

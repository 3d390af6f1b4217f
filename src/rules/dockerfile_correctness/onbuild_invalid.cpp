// DVD328: ONBUILD of what it can not wrap.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::problem const& problem : subject.file->problems()) {
    if (problem.kind != dockerfile::problem_kind::onbuild) continue;
    out.add(subject.where(problem.where), problem.message).advice(problem.advice);
  }
}

}  // namespace

extern rule const onbuild_invalid;
rule const onbuild_invalid{
    .id = "DVD328",
    .name = "onbuild-invalid",
    .dev = level::error,
    .prod = level::error,
    .summary = "ONBUILD wraps ONBUILD, FROM or MAINTAINER.",
    .why = "The builder refuses it.",
    .bad = "FROM alpine:3.20\nONBUILD FROM debian:12\n",
    .good = "FROM alpine:3.20\nONBUILD RUN true\n",
    .aliases = {"DL3043"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD314: more than one HEALTHCHECK in a stage.
#include "rules/dockerfile_correctness/repeated.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  report_repeated(subject, dockerfile::keyword::healthcheck, out);
}

}  // namespace

extern rule const healthcheck_twice;
rule const healthcheck_twice{
    .id = "DVD314",
    .name = "healthcheck-twice",
    .dev = level::error,
    .prod = level::error,
    .summary = "More than one HEALTHCHECK in a stage: all but the last one are dead.",
    .why =
        "A container has one healthcheck. The builder takes the last one and says nothing of the others, which "
        "somebody has written for a reason.",
    .bad = "FROM alpine:3.20\nHEALTHCHECK CMD [\"true\"]\nHEALTHCHECK CMD [\"false\"]\n",
    .good = "FROM alpine:3.20\nHEALTHCHECK CMD [\"true\"]\n",
    .aliases = {"DL3012", "BK:MultipleInstructionsDisallowed", "DS-0023"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

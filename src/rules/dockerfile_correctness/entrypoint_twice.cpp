// DVD313: more than one ENTRYPOINT in a stage.
#include "rules/dockerfile_correctness/repeated.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  report_repeated(subject, dockerfile::keyword::entrypoint, out);
}

}  // namespace

extern rule const entrypoint_twice;
rule const entrypoint_twice{
    .id = "DVD313",
    .name = "entrypoint-twice",
    .dev = level::error,
    .prod = level::error,
    .summary = "More than one ENTRYPOINT in a stage: all but the last one are dead.",
    .why =
        "A container has one entry point. The builder takes the last one and says nothing of the others, which "
        "somebody has written for a reason.",
    .bad = "FROM alpine:3.20\nENTRYPOINT [\"true\"]\nENTRYPOINT [\"false\"]\n",
    .good = "FROM alpine:3.20\nENTRYPOINT [\"true\"]\n",
    .aliases = {"DL4004", "BK:MultipleInstructionsDisallowed", "DS-0007",
                "KICS: Multiple ENTRYPOINT Instructions Listed"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD312: more than one CMD in a stage.
#include "rules/dockerfile_correctness/repeated.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  report_repeated(subject, dockerfile::keyword::cmd, out);
}

}  // namespace

extern rule const cmd_twice;
rule const cmd_twice{
    .id = "DVD312",
    .name = "cmd-twice",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "More than one CMD in a stage: all but the last one are dead.",
    .why =
        "A container has one command. The builder takes the last one and says nothing of the others, which somebody "
        "has written for a reason.",
    .bad = "FROM alpine:3.20\nCMD [\"true\"]\nCMD [\"false\"]\n",
    .good = "FROM alpine:3.20\nCMD [\"true\"]\n",
    .aliases = {"DL4003", "BK:MultipleInstructionsDisallowed", "DS-0016", "KICS: Multiple CMD Instructions Listed"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

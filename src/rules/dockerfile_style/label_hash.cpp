// DVD417: a label that should be a commit of git.
#include "rules/dockerfile_style/label_forms.hpp"
#include "rules/dockerfile_style/labels.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  report_malformed_labels(subject, label_type::hash, &is_git_hash, "commit of git", "2dbfae9, or all 40 digits", out);
}

}  // namespace

extern rule const label_hash;
rule const label_hash{
    .id = "DVD417",
    .name = "label-hash",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The schema says that a label is a commit of git, and its value is none.",
    .why = "It says which source the image was built from; a branch's name does not.",
    .bad = "FROM alpine:3.20\nLABEL org.opencontainers.image.revision=main\n",
    .good = "FROM alpine:3.20\nLABEL org.opencontainers.image.revision=2dbfae9\n",
    .aliases = {"DL3055"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

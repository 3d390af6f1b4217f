// DVD418: a label that should be a semantic version.
#include "rules/dockerfile_style/label_forms.hpp"
#include "rules/dockerfile_style/labels.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  report_malformed_labels(subject, label_type::semver, &is_semver, "semantic version", "1.4.0", out);
}

}  // namespace

extern rule const label_semver;
rule const label_semver{
    .id = "DVD418",
    .name = "label-semver",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The schema says that a label is a semantic version, and its value is none.",
    .why = "Only versions of that form can be compared.",
    .bad = "FROM alpine:3.20\nLABEL org.opencontainers.image.version=v1.4\n",
    .good = "FROM alpine:3.20\nLABEL org.opencontainers.image.version=1.4.0\n",
    .aliases = {"DL3056"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

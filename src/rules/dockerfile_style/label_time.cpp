// DVD415: a label that should be a time of RFC 3339.
#include "rules/dockerfile_style/label_forms.hpp"
#include "rules/dockerfile_style/labels.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  report_malformed_labels(subject, label_type::rfc3339, &is_rfc3339, "time of RFC 3339", "2026-11-23T12:00:00Z", out);
}

}  // namespace

extern rule const label_time;
rule const label_time{
    .id = "DVD415",
    .name = "label-time",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The schema says that a label is a time of RFC 3339, and its value is none.",
    .why = "Tools compare and sort by it; other forms are read differently by each of them, or not at all.",
    .bad = "FROM alpine:3.20\nLABEL org.opencontainers.image.created=yesterday\n",
    .good = "FROM alpine:3.20\nLABEL org.opencontainers.image.created=2026-11-23T12:00:00Z\n",
    .aliases = {"DL3053"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

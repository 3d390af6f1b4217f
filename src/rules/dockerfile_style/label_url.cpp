// DVD414: a label that should be an absolute URL.
#include "rules/dockerfile_style/label_forms.hpp"
#include "rules/dockerfile_style/labels.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  report_malformed_labels(subject, label_type::url, &is_url, "absolute URL", "https://example.com/app", out);
}

}  // namespace

extern rule const label_url;
rule const label_url{
    .id = "DVD414",
    .name = "label-url",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The schema says that a label is an absolute URL, and its value is none.",
    .why = "Tools make links of it; what is no whole URL leads nowhere.",
    .bad = "FROM alpine:3.20\nLABEL org.opencontainers.image.url=example.com\n",
    .good = "FROM alpine:3.20\nLABEL org.opencontainers.image.url=https://example.com\n",
    .aliases = {"DL3052"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

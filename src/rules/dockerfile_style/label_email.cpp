// DVD419: a label that should be an address of RFC 5322.
#include "rules/dockerfile_style/label_forms.hpp"
#include "rules/dockerfile_style/labels.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  report_malformed_labels(subject, label_type::email, &is_email, "address of RFC 5322", "me@example.com", out);
}

}  // namespace

extern rule const label_email;
rule const label_email{
    .id = "DVD419",
    .name = "label-email",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The schema says that a label is an address of RFC 5322, and its value is none.",
    .why = "Whoever has a question about the image writes to it.",
    .bad = "FROM alpine:3.20\nLABEL org.opencontainers.image.authors=nobody\n",
    .good = "FROM alpine:3.20\nLABEL org.opencontainers.image.authors=me@example.com\n",
    .aliases = {"DL3058"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD416: a label that should be a licence of the SPDX list.
#include "rules/dockerfile_style/label_forms.hpp"
#include "rules/dockerfile_style/labels.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  report_malformed_labels(subject, label_type::spdx, &is_spdx, "licence of the SPDX list", "Apache-2.0", out);
}

}  // namespace

extern rule const label_spdx;
rule const label_spdx{
    .id = "DVD416",
    .name = "label-spdx",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The schema says that a label is a licence of the SPDX list, and its value is none.",
    .why = "Licence scanners know the list's ids and nothing else.",
    .bad = "FROM alpine:3.20\nLABEL org.opencontainers.image.licenses=apache2\n",
    .good = "FROM alpine:3.20\nLABEL org.opencontainers.image.licenses=Apache-2.0\n",
    .aliases = {"DL3054"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

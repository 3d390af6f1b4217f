// DVD412: a label that the schema does not know.
#include "rules/dockerfile_style/labels.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  if (!subject.settings->strict_labels) return;
  for_each_label(subject, [&](dockerfile::instruction const& one, dockerfile::pair const&, std::string const& key,
                              std::size_t, bool) {
    if (key.empty() || subject.settings->labels.count(key) != 0) return;
    out.add(subject.where(one), "the label " + key + " is not in the schema")
        .field(key)
        .advice("remove it, or add it to the schema");
  });
}

}  // namespace

extern rule const label_superfluous;
rule const label_superfluous{
    .id = "DVD412",
    .name = "label-superfluous",
    .dev = level::info,
    .prod = level::info,
    .summary = "With strict labels: a label that the schema does not have.",
    .why = "A misspelt key looks like a label and is found by nobody.",
    .bad = "FROM alpine:3.20\nLABEL org.opencontainers.image.verson=1.0.0\n",
    .good = "FROM alpine:3.20\nLABEL org.opencontainers.image.version=1.0.0\n",
    .aliases = {"DL3050"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD413: a label of the schema with nothing in it.
#include "rules/dockerfile_style/labels.hpp"
#include "rules/instruction_words.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_label(subject, [&](dockerfile::instruction const& one, dockerfile::pair const& label, std::string const& key,
                              std::size_t index, bool onbuild) {
    if (subject.settings->labels.count(key) == 0) return;
    dockerfile::expansion const value = expanded(subject, label.value.text, index, onbuild);
    if (!value.known || !value.text.empty()) return;
    out.add(subject.where(one), "the label " + key + " is empty").field(key).advice("give it a value");
  });
}

}  // namespace

extern rule const label_empty;
rule const label_empty{
    .id = "DVD413",
    .name = "label-empty",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A label of the configured schema is set to nothing.",
    .why = "It is there for whoever counts labels, and says nothing to whoever reads them.",
    .bad = "FROM alpine:3.20\nLABEL org.opencontainers.image.version=\"\"\n",
    .good = "FROM alpine:3.20\nLABEL org.opencontainers.image.version=1.0.0\n",
    .aliases = {"DL3051"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

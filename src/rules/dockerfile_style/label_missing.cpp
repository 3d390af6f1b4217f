// DVD411: a stage without a label of the schema.
#include <map>
#include <set>

#include "rules/dockerfile_style/labels.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  if (subject.settings->labels.empty()) return;
  std::vector<std::set<std::string>> own(subject.stages->stages().size());
  for_each_label(subject, [&](dockerfile::instruction const&, dockerfile::pair const&, std::string const& key,
                              std::size_t index, bool onbuild) {
    std::size_t const stage = subject.stages->stage_of(index);
    if (!onbuild && stage != dockerfile::npos && subject.settings->labels.count(key) != 0) own[stage].insert(key);
  });
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    // What others are built on or copy from is no image by itself.
    if (stage.from == nullptr || !stage.built_on_by.empty() || !stage.copied_by.empty()) continue;
    std::set<std::string> has;
    for (std::size_t const below : subject.stages->chain(stage.index)) has.insert(own[below].begin(), own[below].end());
    for (auto const& [key, type] : subject.settings->labels) {
      if (has.count(key) != 0) continue;
      out.add(subject.where(*stage.from), "the stage has no label " + key)
          .field(key)
          .advice("add `LABEL " + key + "=...`");
    }
  }
}

}  // namespace

extern rule const label_missing;
rule const label_missing{
    .id = "DVD411",
    .name = "label-missing",
    .dev = level::info,
    .prod = level::info,
    .summary = "A label of the configured schema is absent from a stage.",
    .why =
        "The schema says which labels each image must have; whoever looks for images by them does not find this one.",
    .bad = "FROM alpine:3.20\nRUN true\n",
    .good = "FROM alpine:3.20\nLABEL org.opencontainers.image.version=1.0.0\n",
    .aliases = {"DL3049"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD018: COPY of a whole stage over the root folder.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t, bool) {
    if (!one.is(dockerfile::keyword::copy) || !one.has_flag("from") || one.destination() == nullptr) return;
    if (unquoted(subject, *one.destination()) != "/") return;
    auto const sources = one.sources();
    if (std::none_of(sources.begin(), sources.end(),
                     [&](dockerfile::word const& word) { return unquoted(subject, word) == "/"; }))
      return;
    out.add(subject.where(one), "the whole file system of another stage is copied")
        .advice("copy the folders that are needed, or build on the stage: `FROM " +
                std::string(one.flag_value("from")) + "`");
  });
}

}  // namespace

extern rule const copy_whole_filesystem;
rule const copy_whole_filesystem{
    .id = "DVD018",
    .name = "copy-whole-filesystem",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "COPY --from with `/` as source and target.",
    .why =
        "It takes compilers, caches and credentials of the build stage into the image, overwrites the base's own files "
        "and makes one large layer of everything.",
    .bad = "FROM alpine:3.20 AS build\nRUN true\nFROM alpine:3.20\nCOPY --from=build / /\n",
    .good = "FROM alpine:3.20 AS build\nRUN true\nFROM alpine:3.20\nCOPY --from=build /app /app\n",
    .aliases = {"DL3067"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD307: COPY --from the stage it stands in.
#include <algorithm>

#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  auto const all = subject.file->instructions();
  for (std::size_t index = 0; index < all.size(); ++index) {
    dockerfile::instruction const& one = all[index];
    dockerfile::flag const* from = one.is(dockerfile::keyword::copy) ? one.find_flag("from") : nullptr;
    std::size_t const stage = subject.stages->stage_of(index);
    if (from == nullptr || stage == dockerfile::npos || !subject.stages->stages()[stage].named()) continue;
    bool const is_number =
        std::all_of(from->value.begin(), from->value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_number || subject.stages->resolve(from->value, stage).what != dockerfile::stage_reference::kind::self)
      continue;
    draft& made =
        out.add(subject.where(one), "COPY --from=" + std::string(from->value) + " names the stage it stands in")
            .advice("name an earlier stage; within a stage use RUN cp");
    // hadolint compares letter by letter.
    if (from->value != subject.stages->stages()[stage].name)
      made.aliases({"DS-0006", "KICS: COPY '--from' References Current FROM Alias"});
  }
}

}  // namespace

extern rule const copy_from_self;
rule const copy_from_self{
    .id = "DVD307",
    .name = "copy-from-self",
    .dev = level::error,
    .prod = level::error,
    .summary = "COPY --from names its own stage.",
    .why = "A stage can not copy from what it is itself still making: the build fails.",
    .bad = "FROM alpine:3.20 AS app\nCOPY --from=app /a /b\n",
    .good = "FROM alpine:3.20 AS build\nRUN true\nFROM alpine:3.20 AS app\nCOPY --from=build /a /b\n",
    .aliases = {"DL3023", "DS-0006", "KICS: COPY '--from' References Current FROM Alias"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

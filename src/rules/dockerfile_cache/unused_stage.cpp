// DVD206: a named stage that nothing uses.
#include <algorithm>

#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  auto const stages = subject.stages->stages();
  for (dockerfile::stage const& stage : stages) {
    if (!stage.named() || stage.from == nullptr || stage.index + 1 == stages.size() || stage.is_target) continue;
    if (!stage.built_on_by.empty() || !stage.copied_by.empty()) continue;
    bool const is_target =
        std::any_of(subject.services.begin(), subject.services.end(), [&](service_subject const* service) {
          return service->target != nullptr && service->target->index == stage.index;
        });
    if (is_target) continue;
    out.add(subject.where(*stage.from), "nothing uses the stage " + std::string(stage.name))
        .field(std::string(stage.name))
        .advice("remove it, or name it as `target` where it is built");
  }
}

}  // namespace

extern rule const unused_stage;
rule const unused_stage{
    .id = "DVD206",
    .name = "unused-stage",
    .dev = level::info,
    .prod = level::info,
    .summary = "No FROM, COPY --from, mount or compose `target` uses a named stage, and it is not the last one.",
    .why =
        "The builder skips such a stage, so nobody notices when it breaks. A stage that is built by itself, for tests "
        "for example, is fine.",
    .bad = "FROM alpine:3.20 AS tools\nRUN true\nFROM alpine:3.20\nRUN true\n",
    .good = "FROM alpine:3.20 AS tools\nRUN true\nFROM alpine:3.20\nCOPY --from=tools /etc/motd /etc/motd\n",
    .aliases = {},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

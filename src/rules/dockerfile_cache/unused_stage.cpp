// DVD206: a named stage that nothing uses.
#include <algorithm>
#include <optional>

#include "dockerfile/mount.hpp"
#include "rules/rule.hpp"
#include "rules/stage_text.hpp"

namespace dockverify::rules {
namespace {

/// Another stage is meant by its number, which changes when one before it goes.
bool counts_stages(dockerfile_subject const& subject) {
  auto const is_number = [](std::string_view from) {
    return !from.empty() && from.find_first_not_of("0123456789") == std::string_view::npos;
  };
  auto const all = subject.file->instructions();
  return std::any_of(all.begin(), all.end(), [&](dockerfile::instruction const& one) {
    dockerfile::instruction const& i = one.trigger ? *one.trigger : one;
    std::vector<dockerfile::mount> const mounts = dockerfile::mounts_of(i);
    return is_number(i.flag_value("from")) ||
           std::any_of(mounts.begin(), mounts.end(), [&](dockerfile::mount const& m) { return is_number(m.from); });
  });
}

void check(dockerfile_subject const& subject, sink& out) {
  auto const stages = subject.stages->stages();
  std::optional<bool> counted;
  for (dockerfile::stage const& stage : stages) {
    if (!stage.named() || stage.from == nullptr || stage.index + 1 == stages.size() || stage.is_target) continue;
    if (!stage.built_on_by.empty() || !stage.copied_by.empty()) continue;
    bool const is_target =
        std::any_of(subject.services.begin(), subject.services.end(), [&](service_subject const* service) {
          return service->target != nullptr && service->target->index == stage.index;
        });
    if (is_target) continue;
    draft& made = out.add(subject.where(*stage.from), "nothing uses the stage " + std::string(stage.name))
                      .field(std::string(stage.name))
                      .advice("remove it, or name it as `target` where it is built");
    // What stands above the first stage may be about the file.
    std::size_t const begin = stage.index == 0 ? stage.from->where.begin : begin_with_comments(subject, *stage.from);
    if (!counted) counted = counts_stages(subject);
    if (!*counted) made.edit(begin, begin_with_comments(subject, *stages[stage.index + 1].from), "");
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
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

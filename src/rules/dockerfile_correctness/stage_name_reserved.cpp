// DVD309: a stage called scratch or context.
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"
#include "rules/stage_rename.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  std::size_t renamed = 0;
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    if (!same_letters(stage.name, "scratch") && !same_letters(stage.name, "context")) continue;
    draft& made =
        out.add(subject.where(*stage.from), "the stage name " + std::string(stage.name) + " is the builder's own")
            .field(std::string(stage.name))
            .advice("give it another name");
    // Compose files may name it as their target.
    if (subject.services.empty() && ++renamed <= 50)
      rename_stage(made, subject, stage, lower_case(stage.name) + "-stage");
    // hadolint compares letter by letter.
    if (has_capital(stage.name)) made.aliases({"BK:ReservedStageName"});
  }
}

}  // namespace

extern rule const stage_name_reserved;
rule const stage_name_reserved{
    .id = "DVD309",
    .name = "stage-name-reserved",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A stage named scratch or context.",
    .why = "`scratch` is the empty image and `context` the build context; a stage of that name can not be told apart.",
    .bad = "FROM alpine:3.20 AS scratch\n",
    .good = "FROM scratch AS files\n",
    .aliases = {"DL3063", "BK:ReservedStageName"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

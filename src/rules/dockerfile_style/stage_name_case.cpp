// DVD404: a stage's name with a capital.
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"
#include "rules/stage_rename.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  std::size_t renamed = 0;
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    if (!has_capital(stage.name)) continue;
    draft& made = out.add(subject.where(*stage.from), "the stage name " + std::string(stage.name) + " has a capital")
                      .field(std::string(stage.name))
                      .advice("write " + lower_case(stage.name) + ", here and where it is used");
    // Each looks at the whole file: not for hundreds of stages.
    if (++renamed <= 50) rename_stage(made, subject, stage, lower_case(stage.name));
  }
}

}  // namespace

extern rule const stage_name_case;
rule const stage_name_case{
    .id = "DVD404",
    .name = "stage-name-case",
    .dev = level::info,
    .prod = level::info,
    .summary = "A stage's name has a capital.",
    .why = "The builder compares stage names in small letters, so capitals suggest a difference that is none.",
    .bad = "FROM alpine:3.20 AS BuildBase\n",
    .good = "FROM alpine:3.20 AS build-base\n",
    .aliases = {"BK:StageNameCasing"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

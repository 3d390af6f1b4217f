// DVD404: a stage's name with a capital.
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// In FROM itself and wherever the file names the stage.
void rename(dockerfile_subject const& subject, dockerfile::stage const& stage, draft& made) {
  std::string const small = lower_case(stage.name);
  made.edit(stage.name_word->where.begin, stage.name_word->where.end, small);
  auto const all = subject.file->instructions();
  for (std::size_t index = stage.first; index < all.size(); ++index) {
    dockerfile::instruction const& one = all[index];
    if (one.is(dockerfile::keyword::from) && !one.words.empty() && one.words[0].text == stage.name)
      made.edit(one.words[0].where.begin, one.words[0].where.end, small);
    dockerfile::flag const* from = one.is(dockerfile::keyword::copy) ? one.find_flag("from") : nullptr;
    if (from != nullptr && subject.file->text(from->value_where) == stage.name)
      made.edit(from->value_where.begin, from->value_where.end, small);
  }
}

void check(dockerfile_subject const& subject, sink& out) {
  std::size_t renamed = 0;
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    if (!has_capital(stage.name)) continue;
    draft& made = out.add(subject.where(*stage.from), "the stage name " + std::string(stage.name) + " has a capital")
                      .field(std::string(stage.name))
                      .advice("write " + lower_case(stage.name) + ", here and where it is used");
    // Each looks at the whole file: not for hundreds of stages.
    if (++renamed <= 50) rename(subject, stage, made);
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

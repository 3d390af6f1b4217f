// DVD308: two stages with one name.
#include <map>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  std::map<std::string, dockerfile::stage const*> seen;
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    if (!stage.named()) continue;
    auto const [other, is_new] = seen.emplace(lower_case(stage.name), &stage);
    if (is_new) continue;
    draft& made = out.add(subject.where(*stage.from), "the stage name " + std::string(stage.name) +
                                                          " is taken by the FROM in line " +
                                                          std::to_string(other->second->from->first_line))
                      .field(std::string(stage.name))
                      .advice("give each stage a name of its own");
    if (other->second->name != stage.name) made.aliases({"BK:DuplicateStageName"});
  }
}

}  // namespace

extern rule const stage_name_twice;
rule const stage_name_twice{
    .id = "DVD308",
    .name = "stage-name-twice",
    .dev = level::error,
    .prod = level::error,
    .summary = "Two FROM with the same AS name; case does not matter.",
    .why = "Whoever names it gets the last stage before it that is called so: not always the one that is meant.",
    .bad = "FROM alpine:3.20 AS build\nRUN true\nFROM alpine:3.20 AS build\nRUN true\n",
    .good = "FROM alpine:3.20 AS build\nRUN true\nFROM build AS app\nRUN true\n",
    .aliases = {"DL3024", "BK:DuplicateStageName", "DS-0012", "CKV_DOCKER_11", "KICS: Same Alias In Different Froms"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

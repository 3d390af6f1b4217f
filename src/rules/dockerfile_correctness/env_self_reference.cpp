// DVD320: ENV uses a variable that it only sets itself.
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

using names = std::set<std::string_view>;

/// The first name that another pair of the same ENV sets and nothing before it; empty: none.
std::string_view self_reference(dockerfile::instruction const& env, names const& before, char escape) {
  std::map<std::string_view, std::size_t> times;
  for (dockerfile::pair const& pair : env.pairs) ++times[pair.name.text];
  for (dockerfile::pair const& pair : env.pairs) {
    for (std::string_view used : dockerfile::variables_in(pair.value.text, escape)) {
      auto const set = times.find(used);
      if (set == times.end() || before.count(used) != 0) continue;
      // On its own right side it means the value of before; set twice, it is not clear which.
      if (pair.name.text != used || set->second > 1) return used;
    }
  }
  return {};
}

void check(dockerfile_subject const& subject, sink& out) {
  names before, before_onbuild;
  std::map<std::size_t, names> at_end_of;
  std::size_t current = dockerfile::npos;
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!onbuild && one.is(dockerfile::keyword::from)) {
      std::size_t const stage = subject.stages->stage_of(index);
      // Only what a later stage is FROM has to be kept.
      if (current != dockerfile::npos && !subject.stages->stages()[current].built_on_by.empty())
        at_end_of[current] = std::move(before);
      std::size_t const below = subject.stages->stages()[stage].base_stage;
      before = at_end_of.count(below) != 0 ? at_end_of[below] : names{};
      before_onbuild.clear();
      current = stage;
    }
    bool const is_env = one.is(dockerfile::keyword::env);
    if (!is_env && !one.is(dockerfile::keyword::arg)) return;
    names& known = onbuild ? before_onbuild : before;
    if (is_env) {
      std::string_view const name = self_reference(one, known, subject.file->escape());
      if (!name.empty()) {
        out.add(subject.where(one),
                "ENV uses " + std::string(name) + ", which the same ENV sets: it gets the value of before")
            .field(std::string(name))
            .advice("set " + std::string(name) + " in an ENV of its own before this one");
      }
    }
    for (dockerfile::pair const& pair : one.pairs) known.insert(pair.name.text);
  });
}

}  // namespace

extern rule const env_self_reference;
rule const env_self_reference{
    .id = "DVD320",
    .name = "env-self-reference",
    .dev = level::error,
    .prod = level::error,
    .summary = "An ENV uses a variable that the same ENV sets, and nothing before it.",
    .why =
        "All values of one ENV are computed with the variables as they were before it. What it sets itself is still "
        "empty then.",
    .bad = "FROM alpine:3.20\nENV HOME_DIR=/app BIN_DIR=$HOME_DIR/bin\n",
    .good = "FROM alpine:3.20\nENV HOME_DIR=/app\nENV BIN_DIR=$HOME_DIR/bin\n",
    .aliases = {"DL3044"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD320: ENV uses a variable that it only sets itself.
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

using names = std::set<std::string_view>;

/// The first name that another pair of the same ENV sets and nothing before it; empty: none. `known` is asked only of
/// names that the ENV sets itself.
template <class Known>
std::string_view self_reference(dockerfile::instruction const& env, char escape, Known const& known) {
  std::map<std::string_view, std::size_t> times;
  for (dockerfile::pair const& pair : env.pairs) ++times[pair.name.text];
  for (dockerfile::pair const& pair : env.pairs) {
    if (pair.value.text.find('$') == std::string_view::npos) continue;
    for (std::string_view used : dockerfile::variables_in(pair.value.text, escape)) {
      auto const set = times.find(used);
      if (set == times.end()) continue;
      // On its own right side it means the value of before; set twice, it is not clear which.
      if ((pair.name.text != used || set->second > 1) && !known(used)) return used;
    }
  }
  return {};
}

/// An ENV of its own from each pair on that uses what one before it sets. Nothing where one uses what comes later.
void offer_split(draft& made, dockerfile_subject const& subject, dockerfile::instruction const& env) {
  std::vector<std::size_t> starts;
  names all, before, since;
  for (dockerfile::pair const& pair : env.pairs) all.insert(pair.name.text);
  for (std::size_t i = 0; i < env.pairs.size(); ++i) {
    dockerfile::pair const& pair = env.pairs[i];
    bool begins = false;
    for (std::string_view used : dockerfile::variables_in(pair.value.text, subject.file->escape())) {
      if (used == pair.name.text) continue;
      if (all.count(used) != 0 && before.count(used) == 0) return;
      begins = begins || since.count(used) != 0;
    }
    if (begins) {
      starts.push_back(i);
      since.clear();
    }
    before.insert(pair.name.text);
    since.insert(pair.name.text);
  }
  for (std::size_t i : starts) {
    dockerfile::text_range const gap{env.pairs[i - 1].where.end, env.pairs[i].where.begin};
    if (subject.file->text(gap).find('#') != std::string_view::npos) return;
  }
  for (std::size_t i : starts)
    made.edit(env.pairs[i - 1].where.end, env.pairs[i].where.begin, "\n" + std::string(env.name) + " ");
}

void check(dockerfile_subject const& subject, sink& out) {
  // What each stage has set so far; the last one is for instructions that no stage has: ONBUILD's.
  std::size_t const stages = subject.stages->stages().size();
  std::vector<names> set_by(stages + 1);
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    std::size_t const in_file = subject.stages->stage_of(index);
    std::size_t const stage = onbuild || in_file == dockerfile::npos ? stages : in_file;
    bool const is_env = one.is(dockerfile::keyword::env);
    if (!is_env && !one.is(dockerfile::keyword::arg)) return;
    if (is_env && one.pairs.size() > 1) {
      std::string_view const name = self_reference(one, subject.file->escape(), [&](std::string_view used) {
        if (stage == stages) return set_by[stages].count(used) != 0;
        std::vector<std::size_t> const chain = subject.stages->chain(stage);
        return std::any_of(chain.begin(), chain.end(),
                           [&](std::size_t below) { return set_by[below].count(used) != 0; });
      });
      if (!name.empty()) {
        draft& made = out.add(subject.where(one), "ENV uses " + std::string(name) +
                                                      ", which the same ENV sets: it gets the value of before")
                          .field(std::string(name))
                          .advice("set " + std::string(name) + " in an ENV of its own before this one");
        if (!onbuild) offer_split(made, subject, one);
      }
    }
    for (dockerfile::pair const& pair : one.pairs) set_by[stage].insert(pair.name.text);
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
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

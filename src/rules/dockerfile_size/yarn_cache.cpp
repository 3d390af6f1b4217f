// DVD115: yarn keeps what it has downloaded.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool installs(shell::command const& command) {
  return command.is("yarn") && command.has_word("install");
}

bool cleans(shell::command const& command) {
  return command.is("yarn") && command.has_word("cache") && command.has_word("clean");
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    shell::command const* const install = left_unclean(list, installs, cleans);
    if (install == nullptr || mounts_cache(*script.run, {".cache/yarn"}) || discarded(subject, script)) return;
    draft& made = report(out, subject, script, install->words[0].where, "yarn's cache stays in the layer");
    made.advice("end the RUN with `yarn cache clean`, or mount a cache on /root/.cache/yarn");
    append_command(made, subject, script, "yarn cache clean");
  });
}

}  // namespace

extern rule const yarn_cache;
rule const yarn_cache{
    .id = "DVD115",
    .name = "yarn-cache",
    .dev = level::info,
    .prod = level::info,
    .summary = "`yarn install` with no later `yarn cache clean` in the RUN.",
    .why =
        "yarn keeps each package twice: in node_modules and in its cache. In an image nobody reads the cache again. "
        "Stages that nothing is built from are not reported.",
    .bad = "FROM node:22-alpine\nRUN yarn install --production\n",
    .good = "FROM node:22-alpine\nRUN yarn install --production && yarn cache clean\n",
    .aliases = {"DL3060"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD110: apk keeps its package index.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    draft* made = nullptr;
    for (shell::command const* one : list) {
      shell::word const* const add = one->is("apk") ? find_word(*one, {"add"}) : nullptr;
      if (add == nullptr || one->has_flag("--no-cache")) continue;
      if (made == nullptr) {
        if (mounts_cache(*script.run, {"/var/cache/apk"})) return;
        made = &report(out, subject, script, add->where, "apk keeps its package index in the layer");
        made->advice("write `apk add --no-cache`, or mount a cache: `--mount=type=cache,target=/var/cache/apk`");
      }
      insert_after(*made, script, *add, " --no-cache");
    }
  });
}

}  // namespace

extern rule const apk_cache;
rule const apk_cache{
    .id = "DVD110",
    .name = "apk-cache",
    .dev = level::info,
    .prod = level::info,
    .summary = "`apk add` without `--no-cache`.",
    .why =
        "Without --no-cache apk works with the index in /var/cache/apk: it stays in the layer, or it is old. With the "
        "flag it reads a fresh index and keeps nothing, and no `apk update` is needed.",
    .bad = "FROM alpine:3.20\nRUN apk add tini\n",
    .good = "FROM alpine:3.20\nRUN apk add --no-cache tini\n",
    .aliases = {"DL3019", "DS-0025", "DKL-DI-0004", "KICS: Apk Add Using Local Cache Path"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

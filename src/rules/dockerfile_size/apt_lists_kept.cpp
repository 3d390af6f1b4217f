// DVD106: the package lists of apt stay in the layer.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_apt(shell::command const& command) {
  return command.is({"apt", "apt-get", "aptitude"});
}

bool mounts_lists(dockerfile::instruction const& run) {
  return mounts_cache_on(run, "/var/lib/apt/lists") ||
         (mounts_cache_on(run, "/var/lib/apt") && mounts_cache_on(run, "/var/cache/apt"));
}

bool deletes_lists(shell::command const& command) {
  return removes(command, "/var/lib/apt/lists") || (is_apt(command) && find_word(command, {"dist-clean", "distclean"}));
}

/// For each RUN whether a later one installs without an update of its own: it needs the lists.
std::vector<bool> lists_needed(dockerfile_subject const& subject) {
  std::vector<bool> needed(subject.scripts.size(), false);
  bool later = false;
  for (std::size_t i = subject.scripts.size(); i-- > 0;) {
    needed[i] = later;
    for (shell::command const& one : subject.scripts[i].program().commands()) {
      if (!is_apt(one) || find_word(one, {"update", "install"}) == nullptr) continue;
      later = one.has_word("install");
      break;
    }
  }
  return needed;
}

void check(dockerfile_subject const& subject, sink& out) {
  std::vector<bool> const needed = lists_needed(subject);
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    auto const update = std::find_if(list.begin(), list.end(),
                                     [](shell::command const* one) { return is_apt(*one) && one->has_word("update"); });
    if (update == list.end() || mounts_lists(*script.run) || discarded(subject, script)) return;
    if (std::any_of(list.begin(), list.end(), [](auto const* one) { return deletes_lists(*one); })) return;
    draft& made = report(out, subject, script, (*update)->words[0].where, "apt's package lists stay in the layer");
    made.advice("end the RUN with `rm -rf /var/lib/apt/lists/*`, or mount a cache on /var/lib/apt and /var/cache/apt");
    append_command(made, subject, script, "rm -rf /var/lib/apt/lists/*");
    if (needed[static_cast<std::size_t>(&script - subject.scripts.data())]) made.unsafe();
  });
}

}  // namespace

extern rule const apt_lists_kept;
rule const apt_lists_kept{
    .id = "DVD106",
    .name = "apt-lists-kept",
    .dev = level::info,
    .prod = level::info,
    .summary = "A RUN with `apt-get update` does not delete /var/lib/apt/lists.",
    .why =
        "The lists take tens of megabytes, are out of date within days, and a later RUN that deletes them only hides "
        "them. Stages that nothing is built from are not reported.",
    .bad = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends tini\n",
    .good =
        "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf "
        "/var/lib/apt/lists/*\n",
    .aliases = {"DL3009", "DKL-DI-0005", "KICS: Apt Get Install Lists Were Not Deleted"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

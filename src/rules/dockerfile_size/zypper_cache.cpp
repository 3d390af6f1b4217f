// DVD114: zypper keeps what it has downloaded.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool installs(shell::command const& command) {
  return command.is("zypper") && find_word(command, {"install", "in"}) != nullptr;
}

bool cleans(shell::command const& command) {
  if (command.is("zypper")) return find_word(command, {"clean", "cc"}) != nullptr;
  return removes(command, "/var/cache/zypp");
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    shell::command const* const install = left_unclean(list, installs, cleans);
    if (install == nullptr || mounts_cache(*script.run, {"/var/cache/zypp"})) return;
    draft& made = report(out, subject, script, install->words[0].where, "zypper's cache stays in the layer");
    made.advice("end the RUN with `zypper clean`");
    append_command(made, subject, script, "zypper clean");
  });
}

}  // namespace

extern rule const zypper_cache;
rule const zypper_cache{
    .id = "DVD114",
    .name = "zypper-cache",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "`zypper install` with no later `zypper clean` in the RUN.",
    .why =
        "zypper keeps the repositories' lists and what it downloads below /var/cache/zypp. Cleaning in a later RUN "
        "only hides them: the layer with the files stays.",
    .bad = "FROM opensuse/leap:15.6\nRUN zypper install -y tar=1.34\n",
    .good = "FROM opensuse/leap:15.6\nRUN zypper install -y tar=1.34 && zypper clean\n",
    .aliases = {"DL3036", "DS-0020", "KICS: Missing Zypper Clean"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD335: zypper waits for an answer that nobody gives.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    draft* made = nullptr;
    for (shell::command const* one : list) {
      if (!one->is({"zypper"}) || one->has_flag({"--non-interactive", "-n", "--no-confirm", "-y"})) continue;
      shell::word const* const action =
          find_word(*one, {"install", "in", "remove", "rm", "source-install", "si", "patch"});
      if (action == nullptr) continue;
      if (made == nullptr) {
        std::string const command = "`" + std::string(one->name()) + " " + std::string(action->value) + "`";
        made = &report(out, subject, script, action->where, command + " asks before it does anything");
        made->advice("add `--non-interactive`, or `--no-confirm` behind the command");
      }
      insert_after(*made, script, one->words[0], " --non-interactive");
    }
  });
}

}  // namespace

extern rule const zypper_no_yes;
rule const zypper_no_yes{
    .id = "DVD335",
    .name = "zypper-no-yes",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "zypper installs without `--non-interactive`.",
    .why = "A build has no terminal: the question is answered with no, and the build fails.",
    .bad = "FROM opensuse/leap:15.6\nRUN zypper install tar=1.34 && zypper clean\n",
    .good = "FROM opensuse/leap:15.6\nRUN zypper --non-interactive install tar=1.34 && zypper clean\n",
    .aliases = {"DL3034", "KICS: Missing Zypper Non-interactive Switch"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

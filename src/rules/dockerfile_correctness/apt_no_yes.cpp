// DVD332: apt-get waits for an answer that nobody gives.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool says_yes(shell::command const& command) {
  if (command.has_flag({"-y", "--yes", "--assume-yes"})) return true;
  // Two levels of quiet imply yes.
  return command.count_flag("-q") >= 2 || command.count_flag("--quiet") >= 2 || command.has_word("-q=2");
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    draft* made = nullptr;
    for (shell::command const* one : list) {
      shell::word const* const install = one->is("apt-get") ? find_word(*one, {"install"}) : nullptr;
      if (install == nullptr || says_yes(*one)) continue;
      if (made == nullptr) {
        made = &report(out, subject, script, install->where, "`apt-get install` asks before it does anything");
        made->advice("add `-y`");
      }
      insert_after(*made, script, *install, " -y");
    }
  });
}

}  // namespace

extern rule const apt_no_yes;
rule const apt_no_yes{
    .id = "DVD332",
    .name = "apt-no-yes",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "`apt-get install` without `-y`.",
    .why = "A build has no terminal: the question is answered with no, and the build fails.",
    .bad = "FROM debian:12-slim\nRUN apt-get update && apt-get install tini && rm -rf /var/lib/apt/lists/*\n",
    .good = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y tini && rm -rf /var/lib/apt/lists/*\n",
    .aliases = {"DL3014", "DS-0021", "KICS: APT-GET Missing '-y' To Avoid Manual Input"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD352: what ShellCheck says of RUN.
#include "rules/rule.hpp"
#include "rules/shell_comments.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for (run_script const& script : subject.scripts) {
    if (script.shellcheck.empty()) continue;
    for (shell_comment const& one : read_shellcheck(script.shellcheck, script)) {
      std::string const id = "SC" + std::to_string(one.code);
      out.add(subject.where(one.where), one.message)
          .field(id)
          .severity(one.level)
          .aliases({id})
          .advice("ShellCheck's page on " + id + " shows what to write instead");
    }
  }
}

}  // namespace

extern rule const shellcheck;
rule const shellcheck{
    .id = "DVD352",
    .name = "shell",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "ShellCheck, when it is installed, finds a fault in the script of a RUN.",
    .why =
        "A RUN's script is a program like any other: words that split, variables that are not set, tests that are "
        "always true. ShellCheck is told the shell and the variables that are in force.",
    .bad = "FROM debian:12-slim\nRUN rm -rf $DATA/*\n",
    .good = "FROM debian:12-slim\nRUN rm -rf \"${DATA:?}\"/*\n",
    .aliases = {"SCxxxx"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD010: sudo while an image is built.
#include "rules/commands.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](auto const& commands, run_script const& script) {
    for (shell::command const* one : commands) {
      if (!one->is("sudo")) continue;
      report(out, subject, script, one->words[0].where, "RUN calls sudo")
          .advice("put the RUN above USER, or between `USER root` and the application's user");
      return;
    }
  });
}

}  // namespace

extern rule const sudo;
rule const sudo{
    .id = "DVD010",
    .name = "sudo",
    .dev = level::error,
    .prod = level::error,
    .summary = "RUN calls sudo.",
    .why =
        "A build runs as root until USER says otherwise, so sudo adds nothing to it. To work it has to be in the "
        "image, where it is a way to root for everybody who gets in; it also handles terminals and signals its own "
        "way.",
    .bad = "FROM debian:12-slim\nRUN sudo apt-get update\n",
    .good = "FROM debian:12-slim\nRUN apt-get update\n",
    .aliases = {"DL3004", "DS-0010", "CKV2_DOCKER_1", "DKL-DI-0001", "KICS: Run Using Sudo"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

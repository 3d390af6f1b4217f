// DVD009: commands that make no sense while an image is built.
#include "rules/commands.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](auto const& commands, run_script const& script) {
    for (shell::command const* one : commands) {
      if (!one->is({"free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim"})) continue;
      std::string const name(one->name());
      report(out, subject, script, one->words[0].where, "`" + name + "` has no effect on an image")
          .field(name)
          .advice("remove it; what has to run belongs into CMD or ENTRYPOINT");
      return;
    }
  });
}

}  // namespace

extern rule const host_tool_in_run;
rule const host_tool_in_run{
    .id = "DVD009",
    .name = "host-tool-in-run",
    .dev = level::info,
    .prod = level::info,
    .summary = "RUN calls free, kill, mount, ps, service, shutdown, ssh, top or vim.",
    .why =
        "Each RUN is a container of its own: a service that it starts ends with it, and its processes, mounts and "
        "memory say nothing about the container that will run.",
    .bad = "FROM debian:12-slim\nRUN service cron start\n",
    .good = "FROM debian:12-slim\nCMD [\"cron\", \"-f\"]\n",
    .aliases = {"DL3001", "KICS: Run Utilities And POSIX Commands"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

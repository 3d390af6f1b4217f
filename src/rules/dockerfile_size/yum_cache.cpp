// DVD111: yum keeps what it has downloaded.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool installs(shell::command const& command) {
  return command.is("yum") && command.has_word("install");
}

bool cleans(shell::command const& command) {
  if (command.is("yum")) return command.has_word("clean") && command.has_word("all");
  return removes(command, "/var/cache/yum");
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    shell::command const* const install = left_unclean(list, installs, cleans);
    if (install == nullptr || mounts_cache(*script.run, {"/var/cache/yum"})) return;
    draft& made = report(out, subject, script, install->words[0].where, "yum's cache stays in the layer");
    made.advice("end the RUN with `yum clean all`");
    append_command(made, subject, script, "yum clean all");
  });
}

}  // namespace

extern rule const yum_cache;
rule const yum_cache{
    .id = "DVD111",
    .name = "yum-cache",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "`yum install` with no later `yum clean all` in the RUN.",
    .why =
        "yum keeps the repositories' lists and what it downloads below /var/cache/yum, often a hundred megabytes. "
        "Cleaning in a later RUN only hides them: the layer with the files stays.",
    .bad = "FROM centos:7\nRUN yum install -y tomcat-7.0.76\n",
    .good = "FROM centos:7\nRUN yum install -y tomcat-7.0.76 && yum clean all\n",
    .aliases = {"DL3032", "DS-0015", "KICS: Yum Clean All Missing"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

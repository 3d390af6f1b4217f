// DVD345: packages of yum without a version.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

std::vector<shell::word> unpinned(dockerfile_subject const& subject, run_script const& script,
                                  shell::command const& command) {
  if (!command.is({"yum"}) || !command.has_word("install") || command.has_word("group")) return {};
  bool const modules = command.has_word("module");
  std::vector<shell::word> packages = operands(command, yum_values, {"install", "module"});
  std::erase_if(packages, [&](shell::word const& one) {
    if (modules) return one.value.find(':') != std::string_view::npos;
    return rpm_pinned(subject, script, command, one.value);
  });
  return packages;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    std::vector<shell::word> found;
    for (shell::command const* one : list) {
      for (shell::word const& word : unpinned(subject, script, *one)) found.push_back(word);
    }
    report_unpinned(out, subject, script, found, "yum installs",
                    "write `<package>-<version>`, of a module `<module>:<stream>`");
  });
}

}  // namespace

extern rule const yum_unpinned;
rule const yum_unpinned{
    .id = "DVD345",
    .name = "yum-unpinned",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "yum installs a package without a version.",
    .why =
        "Which version is installed depends on the day of the build: it differs between two builders, and the cache "
        "hides it. A name with a known variable behind its dash counts as pinned.",
    .bad = "FROM centos:7\nRUN yum install -y tomcat && yum clean all\n",
    .good = "FROM centos:7\nRUN yum install -y tomcat-7.0.76 && yum clean all\n",
    .aliases = {"DL3033", "KICS: Yum install Without Version"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

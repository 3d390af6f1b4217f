// DVD346: packages of dnf or microdnf without a version.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

std::vector<shell::word> unpinned(dockerfile_subject const& subject, run_script const& script,
                                  shell::command const& command) {
  if (!command.is({"dnf", "microdnf"}) || !command.has_word("install") || command.has_word("group")) return {};
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
    report_unpinned(out, subject, script, found, "dnf installs",
                    "write `<package>-<version>`, of a module `<module>:<stream>`");
  });
}

}  // namespace

extern rule const dnf_unpinned;
rule const dnf_unpinned{
    .id = "DVD346",
    .name = "dnf-unpinned",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "dnf or microdnf installs a package without a version.",
    .why =
        "Which version is installed depends on the day of the build: it differs between two builders, and the cache "
        "hides it. A name with a known variable behind its dash counts as pinned.",
    .bad = "FROM fedora:41\nRUN dnf install -y tomcat && dnf clean all\n",
    .good = "FROM fedora:41\nRUN dnf install -y tomcat-10.1.30 && dnf clean all\n",
    .aliases = {"DL3041", "KICS: Missing Version Specification In dnf install"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD347: packages of zypper without a version.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

std::vector<shell::word> unpinned(shell::command const& command) {
  if (!command.is("zypper") || find_word(command, {"install", "in"}) == nullptr) return {};
  std::vector<shell::word> packages = operands(command, zypper_values, {"install", "in"});
  std::erase_if(packages, [](shell::word const& one) {
    return one.value.find_first_of("=<>") != std::string_view::npos || one.value.ends_with(".rpm");
  });
  return packages;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    std::vector<shell::word> found;
    for (shell::command const* one : list) {
      for (shell::word const& word : unpinned(*one)) found.push_back(word);
    }
    report_unpinned(out, subject, script, found, "zypper installs", "write `zypper install <package>=<version>`");
  });
}

}  // namespace

extern rule const zypper_unpinned;
rule const zypper_unpinned{
    .id = "DVD347",
    .name = "zypper-unpinned",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "`zypper install` of a package without a version.",
    .why =
        "Which version is installed depends on the day of the build: it differs between two builders, and the cache "
        "hides it.",
    .bad = "FROM opensuse/leap:15.6\nRUN zypper install -y tar && zypper clean\n",
    .good = "FROM opensuse/leap:15.6\nRUN zypper install -y tar=1.34 && zypper clean\n",
    .aliases = {"DL3037", "KICS: Zypper Install Without Version"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD340: packages of apt-get without a version.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_pinned(std::string_view package) {
  return package.find_first_of("=/") != std::string_view::npos || package.ends_with(".deb");
}

/// Every package in a variable's value.
bool all_pinned(std::string_view packages) {
  bool any = false;
  while (!packages.empty()) {
    std::string_view const one = packages.substr(0, packages.find_first_of(" \t\n"));
    if (!one.empty() && !is_pinned(one)) return false;
    any = any || !one.empty();
    packages.remove_prefix(std::min(packages.size(), one.size() + 1));
  }
  return any;
}

std::vector<shell::word> unpinned(run_script const& script, shell::command const& command) {
  if (!command.is("apt-get") || !command.has_word("install")) return {};
  std::vector<shell::word> packages = operands(command, apt_values, {"install"});
  std::erase_if(packages, [&](shell::word const& one) {
    if (is_pinned(one.value)) return true;
    std::vector<std::string_view> const names = variables_of(one.value);
    return names.size() == 1 && one.value.starts_with('$') &&
           all_pinned(set_in_run(script, command, names[0]).value_or(""));
  });
  return packages;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    std::vector<shell::word> found;
    for (shell::command const* one : list) {
      for (shell::word const& word : unpinned(script, *one)) found.push_back(word);
    }
    report_unpinned(out, subject, script, found, "apt-get installs", "write `apt-get install <package>=<version>`");
  });
}

}  // namespace

extern rule const apt_unpinned;
rule const apt_unpinned{
    .id = "DVD340",
    .name = "apt-unpinned",
    .dev = level::off,
    .prod = level::off,
    .summary = "`apt-get install` of a package without a version.",
    .why =
        "Which version is installed depends on the day of the build: it differs between two builders, and the cache "
        "hides it. Debian removes old versions from its servers, so a pinned build also fails one day; that is why "
        "this rule is off.",
    .bad = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y tini && rm -rf /var/lib/apt/lists/*\n",
    .good =
        "FROM debian:12-slim\nRUN apt-get update && apt-get install -y tini=0.19.0-1 && rm -rf /var/lib/apt/lists/*\n",
    .aliases = {"DL3008", "KICS: Apt Get Install Pin Version Not Defined", "CIS 4.11"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

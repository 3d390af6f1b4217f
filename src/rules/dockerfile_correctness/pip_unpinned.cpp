// DVD342: packages of pip without a version.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_repository(std::string_view package) {
  for (std::string_view scheme : {"git+", "git:", "hg+", "svn+", "svn:", "bzr+"}) {
    if (package.starts_with(scheme)) return true;
  }
  return false;
}

bool is_pinned(std::string_view package) {
  if (is_repository(package)) return package.find('@') != std::string_view::npos;
  for (std::string_view operation : {"==", ">", "<", "!=", "~="}) {
    if (package.find(operation) != std::string_view::npos) return true;
  }
  return package.ends_with(".whl") || package.ends_with(".tar.gz") || package.find('/') != std::string_view::npos;
}

/// A file, or the project itself, says what is installed.
bool names_no_packages(shell::command const& command) {
  if (command.has_flag({"-r", "--requirement", "-c", "--constraint"})) return true;
  return std::any_of(command.words.begin() + 1, command.words.end(), [](shell::word const& one) {
    return one.value == "." || one.value == ".." || one.value.starts_with(".[");
  });
}

std::vector<shell::word> unpinned(shell::command const& command) {
  if (pip_install_of(command) == nullptr || names_no_packages(command)) return {};
  std::vector<shell::word> packages = installation_of(command)->packages;
  std::erase_if(packages, [](shell::word const& one) { return is_pinned(one.value); });
  return packages;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    std::vector<shell::word> found;
    for (shell::command const* one : list) {
      for (shell::word const& word : unpinned(*one)) found.push_back(word);
    }
    report_unpinned(out, subject, script, found, "pip installs",
                    "write `pip install <package>==<version>`, or `-r requirements.txt` with versions in it");
  });
}

}  // namespace

extern rule const pip_unpinned;
rule const pip_unpinned{
    .id = "DVD342",
    .name = "pip-unpinned",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "`pip install` of a package without a version.",
    .why =
        "Which version is installed depends on the day of the build: it differs between two builders, and the cache "
        "hides it. A new major version breaks the application without a change of its own.",
    .bad = "FROM python:3.12-slim\nRUN pip install --no-cache-dir flask\n",
    .good = "FROM python:3.12-slim\nRUN pip install --no-cache-dir flask==3.0.3\n",
    .aliases = {"DL3013", "KICS: Unpinned Package Version in Pip Install"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

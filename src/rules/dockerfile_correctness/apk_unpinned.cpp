// DVD341: packages of apk without a version.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

std::vector<shell::word> unpinned(shell::command const& command) {
  if (!command.is("apk") || !command.has_word("add")) return {};
  std::vector<shell::word> packages = operands(command, apk_values, {"add"});
  std::erase_if(packages, [](shell::word const& one) {
    return one.value.find_first_of("=~><") != std::string_view::npos || one.value.ends_with(".apk");
  });
  return packages;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    std::vector<shell::word> found;
    for (shell::command const* one : list) {
      for (shell::word const& word : unpinned(*one)) found.push_back(word);
    }
    report_unpinned(out, subject, script, found, "apk adds",
                    "write `apk add <package>=<version>`, or `<package>~<version>`");
  });
}

}  // namespace

extern rule const apk_unpinned;
rule const apk_unpinned{
    .id = "DVD341",
    .name = "apk-unpinned",
    .dev = level::off,
    .prod = level::off,
    .summary = "`apk add` of a package without a version.",
    .why =
        "Which version is installed depends on the day of the build: it differs between two builders, and the cache "
        "hides it. Alpine only keeps the newest version on its servers, so a pinned build also fails one day; that is "
        "why this rule is off.",
    .bad = "FROM alpine:3.20\nRUN apk add --no-cache tini\n",
    .good = "FROM alpine:3.20\nRUN apk add --no-cache tini=0.19.0-r3\n",
    .aliases = {"DL3018", "KICS: Unpinned Package Version in Apk Add"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD119: the whole base image is upgraded.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

struct upgrade {
  shell::word const* word = nullptr;
  std::vector<std::string_view> aliases;
  bool distribution = false;  ///< zypper dup: to another release
};

upgrade upgrade_of(shell::command const& command) {
  if (command.is({"apt-get", "apt", "aptitude"})) {
    if (auto const* word = find_word(command, {"dist-upgrade", "full-upgrade"})) {
      return {word, {"DS-0024", "DKL-DI-0003", "KICS: Run Using Upgrade Commands"}};
    }
    return {find_word(command, {"upgrade", "safe-upgrade"}), {"KICS: Run Using Upgrade Commands"}};
  }
  if (command.is("apk")) {
    return {find_word(command, {"upgrade"}), {"KICS: Run Using Upgrade Commands", "KICS: Use of Apk Upgrade"}};
  }
  if (command.is("yum")) return {find_word(command, {"update", "upgrade"}), {"KICS: Yum Update Enabled"}};
  if (command.is({"dnf", "microdnf"}))
    return {find_word(command, {"update", "upgrade"}), {"KICS: Run Using dnf Update"}};
  if (command.is("zypper")) {
    if (auto const* word = find_word(command, {"dist-upgrade", "dup"})) {
      return {word, {"DL3035", "KICS: Run Using Zypper Update"}, true};
    }
    return {find_word(command, {"update", "up"}), {"KICS: Run Using Zypper Update"}};
  }
  return {};
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    upgrade found;
    for (shell::command const* one : list) {
      upgrade next = upgrade_of(*one);
      if (next.word != nullptr && (found.word == nullptr || next.distribution)) found = std::move(next);
    }
    if (found.word == nullptr) return;
    draft& made = report(out, subject, script, found.word->where,
                         "`" + std::string(found.word->value) + "` replaces packages of the base image");
    made.field(std::string(found.word->value))
        .aliases(found.aliases)
        .advice("use a newer base image and build often; upgrade single packages by name");
    if (found.distribution) made.severity(severity::warning);
  });
}

}  // namespace

extern rule const upgrade_in_build;
rule const upgrade_in_build{
    .id = "DVD119",
    .name = "upgrade-in-build",
    .dev = level::info,
    .prod = level::info,
    .summary = "RUN upgrades all packages of the base image.",
    .why =
        "Each upgraded package is in the image twice, what comes out depends on the day, and the builder's cache keeps "
        "an old result for good. A newer base image has the same updates. `zypper dup` can even change the release.",
    .bad = "FROM debian:12-slim\nRUN apt-get update && apt-get -y upgrade && rm -rf /var/lib/apt/lists/*\n",
    .good =
        "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf "
        "/var/lib/apt/lists/*\n",
    .aliases = {"DL3035", "DS-0024", "DKL-DI-0003", "KICS: Run Using Upgrade Commands", "KICS: Use of Apk Upgrade",
                "KICS: Yum Update Enabled", "KICS: Run Using dnf Update", "KICS: Run Using Zypper Update"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD203: a package index that is updated for nothing, or for too long.
#include <array>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

using names = std::initializer_list<std::string_view>;

bool updates(shell::command const& command) {
  return find_word(command, {"update", "up"}) != nullptr;
}

bool installs(shell::command const& command) {
  return find_word(command, {"install", "upgrade", "dist-upgrade", "full-upgrade", "add", "reinstall", "groupinstall",
                             "localinstall", "source-install", "in", "si", "dup", "build-dep"}) != nullptr;
}

void check(dockerfile_subject const& subject, sink& out) {
  static std::array<names, 5> const managers = {names{"apt-get", "apt"}, names{"yum"}, names{"apk"}, names{"dnf"},
                                                names{"zypper"}};
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    for (names const& manager : managers) {
      shell::command const* update = nullptr;
      bool used = false;
      for (shell::command const* one : list) {
        if (!one->is(manager)) continue;
        used = used || (update != nullptr && installs(*one));
        if (update == nullptr && updates(*one)) update = one;
      }
      if (update == nullptr || used) continue;
      std::string const name(update->name());
      report(out, subject, script, update->words[0].where,
             "`" + name + " update` stands in a RUN that installs nothing")
          .field(name)
          .advice("join it with the install: `" + name + " update && " + name +
                  (update->is("apk") ? " add ...`" : " install ...`"));
      return;
    }
  });
}

}  // namespace

extern rule const update_alone;
rule const update_alone{
    .id = "DVD203",
    .name = "update-alone",
    .dev = level::error,
    .prod = level::error,
    .summary = "A RUN updates a package index and installs nothing with it.",
    .why =
        "The builder caches the RUN by its text. The next install then works with an index of months ago: it fails, or "
        "installs old packages, on one machine and not on another.",
    .bad = "FROM debian:12-slim\nRUN apt-get update\nRUN apt-get install -y --no-install-recommends tini\n",
    .good =
        "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf "
        "/var/lib/apt/lists/*\n",
    .aliases = {"DS-0017", "CKV_DOCKER_5", "CIS 4.7", "CIS-DI-0007", "KICS: Update Instruction Alone"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD331: apt is for people, apt-get for scripts.
#include <algorithm>
#include <string>
#include <vector>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// The program for scripts that does the same; empty: there is none.
std::string_view instead_of(shell::command const& command) {
  if (find_word(command, {"search", "show", "policy", "showsrc", "depends", "rdepends"}) != nullptr) return "apt-cache";
  if (find_word(command, {"list", "edit-sources", "reinstall", "history"}) != nullptr) return {};
  return "apt-get";
}

/// All of the RUN's, or none: what is left would be reported all the same.
void offer(draft& made, dockerfile_subject const& subject, run_script const& script, commands const& list) {
  struct change {
    shell::command const* command;
    std::string_view instead;
  };
  std::vector<change> changes;
  for (shell::command const* one : list) {
    if (!one->is("apt")) continue;
    std::string_view const instead = instead_of(*one), written = subject.file->text(one->words[0].where);
    if (instead.empty() || (written != "apt" && written != "\"apt\"")) return;
    changes.push_back({one, instead});
  }
  for (auto const& [command, instead] : changes) {
    shell::text_range const name = command->words[0].where;
    std::size_t const quote = subject.file->text(name).starts_with('"') ? 1 : 0;
    made.edit(name.begin + quote, name.end - quote, std::string(instead));
    // apt installs new packages where an upgrade needs them, apt-get has to be told.
    shell::word const* const upgrade = find_word(*command, {"upgrade"});
    if (upgrade != nullptr && !command->has_flag("--with-new-pkgs"))
      insert_after(made, script, *upgrade, " --with-new-pkgs");
  }
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    auto const first = std::find_if(list.begin(), list.end(), [](shell::command const* one) { return one->is("apt"); });
    if (first == list.end()) return;
    draft& made = report(out, subject, script, (*first)->words[0].where, "apt's command line is not stable");
    made.advice("use apt-get or apt-cache");
    offer(made, subject, script, list);
  });
}

}  // namespace

extern rule const apt_not_apt_get;
rule const apt_not_apt_get{
    .id = "DVD331",
    .name = "apt-not-apt-get",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "RUN calls apt.",
    .why =
        "apt is made for a terminal: it warns in scripts that its options and its output may change. apt-get and "
        "apt-cache stay as they are.",
    .bad = "FROM debian:12-slim\nRUN apt update && apt install -y tini && rm -rf /var/lib/apt/lists/*\n",
    .good = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y tini && rm -rf /var/lib/apt/lists/*\n",
    .aliases = {"DL3027", "CKV_DOCKER_9", "KICS: Run Using apt"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

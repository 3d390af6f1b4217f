// DVD331: apt is for people, apt-get for scripts.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// The program for scripts that does the same; empty: there is none.
std::string_view instead_of(shell::command const& command) {
  if (find_word(command, {"search", "show", "policy", "showsrc", "depends", "rdepends"}) != nullptr) return "apt-cache";
  if (find_word(command, {"list", "edit-sources"}) != nullptr) return {};
  return "apt-get";
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    draft* made = nullptr;
    for (shell::command const* one : list) {
      if (!one->is("apt")) continue;
      if (made == nullptr) {
        made = &report(out, subject, script, one->words[0].where, "apt's command line is not stable");
        made->advice("use apt-get or apt-cache");
      }
      std::string_view const instead = instead_of(*one);
      shell::text_range const name = one->words[0].where;
      if (script.run->shell_form() && !instead.empty() && subject.file->text(name) == "apt") {
        made->edit(name.begin, name.end, std::string(instead));
      }
    }
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

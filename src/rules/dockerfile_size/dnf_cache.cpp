// DVD112: dnf and microdnf keep what they have downloaded.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool removes_cache(shell::command const& command) {
  return removes(command, "/var/cache/libdnf5") || removes(command, "/var/cache/dnf") ||
         removes(command, "/var/cache/yum");
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    for (std::string_view tool : {"dnf", "microdnf"}) {
      auto const installs = [&](shell::command const& one) {
        return one.is(tool) && find_word(one, {"install", "in", "upgrade", "up", "upgrade-minimal", "up-min",
                                               "reinstall", "rei"}) != nullptr;
      };
      auto const cleans = [&](shell::command const& one) {
        return removes_cache(one) || (one.is(tool) && one.has_word("clean") && one.has_word("all"));
      };
      shell::command const* const install = left_unclean(list, installs, cleans);
      if (install == nullptr || mounts_cache(*script.run, {"/var/cache/libdnf5", ".cache/libdnf5", "/var/cache/dnf"})) {
        continue;
      }
      std::string const clean = std::string(tool) + " clean all";
      draft& made =
          report(out, subject, script, install->words[0].where, std::string(tool) + "'s cache stays in the layer");
      made.advice("end the RUN with `" + clean + "`").field(std::string(tool));
      if (tool == "microdnf") made.aliases({"DL3040"});
      append_command(made, subject, script, clean);
      return;
    }
  });
}

}  // namespace

extern rule const dnf_cache;
rule const dnf_cache{
    .id = "DVD112",
    .name = "dnf-cache",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "dnf or microdnf installs with no later `clean all` in the RUN.",
    .why =
        "dnf keeps the repositories' lists and what it downloads below /var/cache, often a hundred megabytes. Cleaning "
        "in a later RUN only hides them: the layer with the files stays.",
    .bad = "FROM fedora:41\nRUN dnf install -y tomcat-10.1.30\n",
    .good = "FROM fedora:41\nRUN dnf install -y tomcat-10.1.30 && dnf clean all\n",
    .aliases = {"DL3040", "DS-0019", "KICS: Missing Dnf Clean All"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD334: dnf or microdnf waits for an answer that nobody gives.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    draft* made = nullptr;
    for (shell::command const* one : list) {
      if (!one->is({"dnf", "microdnf"}) || one->has_flag({"-y", "--assumeyes"})) continue;
      shell::word const* const action = find_word(*one, {"install", "groupinstall", "localinstall"});
      if (action == nullptr) continue;
      if (made == nullptr) {
        std::string const command = "`" + std::string(one->name()) + " " + std::string(action->value) + "`";
        made = &report(out, subject, script, action->where, command + " asks before it does anything");
        made->advice("add `-y`");
      }
      insert_after(*made, script, *action, " -y");
    }
  });
}

}  // namespace

extern rule const dnf_no_yes;
rule const dnf_no_yes{
    .id = "DVD334",
    .name = "dnf-no-yes",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "dnf or microdnf installs without `-y`.",
    .why = "A build has no terminal: the question is answered with no, and the build fails.",
    .bad = "FROM fedora:41\nRUN dnf install httpd-2.4.62 && dnf clean all\n",
    .good = "FROM fedora:41\nRUN dnf install -y httpd-2.4.62 && dnf clean all\n",
    .aliases = {"DL3038", "KICS: Missing Flag From Dnf Install"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

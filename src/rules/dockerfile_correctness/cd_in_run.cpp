// DVD303: cd, where WORKDIR says it for good.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// Nothing, or &&, stands before it in the script.
bool begins_a_part(dockerfile_subject const& subject, run_script const& script, shell::command const& command) {
  std::size_t const begin = script.run->arguments.where().begin;
  if (command.where.begin < begin) return false;
  std::string_view before = subject.file->text({begin, command.where.begin});
  while (!before.empty() && std::string_view(" \t\r\n\\").find(before.back()) != std::string_view::npos) {
    before.remove_suffix(1);
  }
  return before.empty() || before.ends_with("&&");
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    shell::command const* first = nullptr;
    bool in_part = false;
    for (shell::command const* one : list) {
      if (!one->is("cd")) continue;
      if (first == nullptr) first = one;
      in_part = in_part || begins_a_part(subject, script, *one);
    }
    if (first == nullptr) return;
    draft& made = report(out, subject, script, first->words[0].where, "cd only holds until this RUN ends");
    made.advice("use WORKDIR, or the program's own option (`tar -C`, `git -C`, `make -C`)");
    if (!in_part) made.aliases({"DL3003", "KICS: RUN Instruction Using 'cd' Instead of WORKDIR"});
  });
}

}  // namespace

extern rule const cd_in_run;
rule const cd_in_run{
    .id = "DVD303",
    .name = "cd-in-run",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "RUN calls cd.",
    .why =
        "Each RUN starts in WORKDIR again, so a cd is easily taken for more than it is. WORKDIR says where the "
        "following instructions work, makes the folder, and is seen in the image.",
    .bad = "FROM debian:12-slim\nRUN cd /srv && ./setup\n",
    .good = "FROM debian:12-slim\nWORKDIR /srv\nRUN ./setup\n",
    .aliases = {"DL3003", "DS-0013", "KICS: RUN Instruction Using 'cd' Instead of WORKDIR"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

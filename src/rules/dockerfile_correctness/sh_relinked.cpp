// DVD330: another shell under sh's name.
#include "rules/commands.hpp"
#include "rules/keyword_case.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// The shell that the RUN puts in sh's place, when it does nothing else; empty: it does more.
std::string_view only_links(commands const& list) {
  std::string_view shell;
  for (shell::command const* one : list) {
    std::vector<shell::word> const words = one->arguments();
    if (one->is("ln") && words.size() == 2 && words[1].value == "/bin/sh" && words[0].literal()) {
      shell = words[0].value;
    } else if (!one->is({"rm", "mv"}) || words.empty() || words[0].value != "/bin/sh") {
      return {};
    }
  }
  return shell.starts_with('/') ? shell : std::string_view();
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    for (shell::command const* one : list) {
      if (!one->is("ln") || !one->has_word("/bin/sh")) continue;
      draft& made =
          report(out, subject, script, one->words[0].where, "/bin/sh is made another program for the whole image");
      made.advice(R"(use the SHELL instruction: `SHELL ["/bin/bash", "-c"]`)");
      std::string_view const shell = only_links(list);
      bool const whole =
          !script.onbuild && script.run->shell_form() && subject.stages->shell_at(script.index) == nullptr;
      if (whole && !shell.empty())
        made.edit(
            script.run->where.begin, script.run->where.end,
            keyword_as_written(subject, dockerfile::keyword::shell) + " [\"" + std::string(shell) + "\", \"-c\"]");
      return;
    }
  });
}

}  // namespace

extern rule const sh_relinked;
rule const sh_relinked{
    .id = "DVD330",
    .name = "sh-relinked",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "RUN links /bin/sh to another shell.",
    .why =
        "Scripts of packages are written for the distribution's sh, and an update of its package puts the link back. "
        "SHELL changes what the build's own commands run in, and nothing else.",
    .bad = "FROM debian:12-slim\nRUN ln -sf /bin/bash /bin/sh\n",
    .good = "FROM debian:12-slim\nSHELL [\"/bin/bash\", \"-c\"]\n",
    .aliases = {"DL4005", "KICS: Changing Default Shell Using SHELL Command"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

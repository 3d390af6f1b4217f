// DVD330: another shell under sh's name.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    for (shell::command const* one : list) {
      if (!one->is("ln") || !one->has_word("/bin/sh")) continue;
      report(out, subject, script, one->words[0].where, "/bin/sh is made another program for the whole image")
          .advice(R"(use the SHELL instruction: `SHELL ["/bin/bash", "-c"]`)");
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
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

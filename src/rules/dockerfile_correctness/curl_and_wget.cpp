// DVD350: two programs for one task.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

struct usage {
  bool curl = false, wget = false;
};

void check(dockerfile_subject const& subject, sink& out) {
  usage stage;
  std::size_t number = dockerfile::npos;
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    if (std::size_t const own = subject.stages->stage_of(script.index); !script.onbuild && own != number) {
      number = own;
      stage = {};
    }
    usage run;
    shell::command const* last = nullptr;
    for (shell::command const* one : list) {
      if (!one->is({"curl", "wget"})) continue;
      (one->is("curl") ? run.curl : run.wget) = true;
      last = one;
    }
    if (last == nullptr) return;
    usage seen = run;
    if (!script.onbuild) {
      seen = {stage.curl || run.curl, stage.wget || run.wget};
      stage = seen;
    }
    if (!seen.curl || !seen.wget) return;
    report(out, subject, script, last->words[0].where, "the stage uses both curl and wget").advice("use one of them");
  });
}

}  // namespace

extern rule const curl_and_wget;
rule const curl_and_wget{
    .id = "DVD350",
    .name = "curl-and-wget",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A stage uses both curl and wget.",
    .why = "They do the same: one of them is a package, its dependencies and its security updates too many.",
    .bad = "FROM debian:12-slim\nRUN wget -q https://example.com/a\nRUN curl -fsSLO https://example.com/b\n",
    .good = "FROM debian:12-slim\nRUN curl -fsSLO https://example.com/a\nRUN curl -fsSLO https://example.com/b\n",
    .aliases = {"DL4001", "DS-0014", "KICS: Run Using 'wget' and 'curl'"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

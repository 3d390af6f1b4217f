// DVD353: a heredoc whose commands may fail unseen.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"
#include "shell/dialect.hpp"

namespace dockverify::rules {
namespace {

std::size_t statements(shell::program const& program) {
  if (program.root() == shell::none) return 0;
  std::size_t count = 0;
  for (shell::index at = program.nodes()[program.root()].first_child; at != shell::none;
       at = program.nodes()[at].next) {
    ++count;
  }
  return count;
}

void check(dockerfile_subject const& subject, sink& out) {
  for (run_script const& script : subject.scripts) {
    dockerfile::script const& text = script.script;
    if (!text.heredoc || text.dialect != shell::dialect::posix || script.run->heredocs.empty()) continue;
    if (!script.onbuild && subject.stages->shell_at(script.index) != nullptr) continue;
    dockerfile::heredoc const& document = script.run->heredocs[0];
    bool const exits =
        text.program.sets_errexit() || shell::settings_of(shell::words_of_shebang(document.content)).errexit;
    if (exits || statements(text.program) < 2) continue;
    draft& made = report(out, subject, script, "only the heredoc's last command can make this RUN fail");
    made.advice("begin it with `set -e`, or with `#!/bin/sh -e`");
    std::size_t begin = document.content_where.begin;
    if (document.content.starts_with("#!")) begin += document.content.find('\n') + 1;
    made.edit(begin, begin, "set -e\n");
  }
}

}  // namespace

extern rule const heredoc_no_errexit;
rule const heredoc_no_errexit{
    .id = "DVD353",
    .name = "heredoc-no-errexit",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "RUN with a heredoc of several commands and without `set -e`.",
    .why =
        "The shell goes on after a command that failed, and the RUN's result is that of the last one: the image is "
        "built without what was to be installed.",
    .bad = "FROM debian:12-slim\nRUN <<EOF\n./configure\n./install\nEOF\n",
    .good = "FROM debian:12-slim\nRUN <<EOF\nset -e\n./configure\n./install\nEOF\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD104: RUN after RUN.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// More commands in a RUN: its author has joined them on purpose.
constexpr std::size_t most_commands = 2;

bool same_flags(dockerfile::instruction const& a, dockerfile::instruction const& b) {
  if (a.flags.size() != b.flags.size()) return false;
  for (std::size_t i = 0; i < a.flags.size(); ++i) {
    if (a.flags[i].name != b.flags[i].name || a.flags[i].value != b.flags[i].value) return false;
  }
  return true;
}

/// A heredoc or a cache mount: the RUN is one for a reason.
bool stands_alone(dockerfile::instruction const& run) {
  return !run.heredocs.empty() || mounts_cache_on(run, "");
}

/// It changes the shell, or ends it: what is joined to it would run in another place, or not at all.
bool changes_shell(shell::command const& command) {
  if (command.in_subshell || command.from != shell::origin::script) return false;
  if (command.words.empty()) return !command.assignments.empty();
  return command.is({".", "alias", "cd", "eval", "exec", "exit", "export", "popd", "pushd", "return", "set", "shopt",
                     "source", "trap", "ulimit", "umask", "unset"});
}

/// One list of && only: `a && b; c` goes on with c when a fails, and so does `a && b || c`.
bool is_one_chain(shell::program const& program) {
  if (program.root() == shell::none) return false;
  shell::index const only = program.nodes()[program.root()].first_child;
  if (only == shell::none || program.nodes()[only].next != shell::none || program.nodes()[only].background)
    return false;
  auto const in_chain = [&](shell::index at) {
    while (at != shell::none &&
           (program.nodes()[at].kind == shell::node_kind::and_if ||
            program.nodes()[at].kind == shell::node_kind::or_if || program.nodes()[at].kind == shell::node_kind::list))
      at = program.nodes()[at].parent;
    return at == shell::none;
  };
  for (shell::index at = 0; at < program.nodes().size(); ++at) {
    if (program.nodes()[at].kind == shell::node_kind::or_if && in_chain(at)) return false;
  }
  return true;
}

void offer_join(draft& made, dockerfile_subject const& subject, run_script const& above, run_script const& below) {
  dockerfile::instruction const &first = *above.run, &second = *below.run;
  bool const plain = first.shell_form() && second.shell_form() && second.comment_count == 0;
  std::string_view const text = first.arguments.text(), next = second.arguments.text();
  if (!plain || text.empty() || std::string_view("&;|\\").find(text.back()) != std::string_view::npos) return;
  if (text.find('#') != std::string_view::npos || next.ends_with('&')) return;
  auto const commands = above.program().commands();
  if (std::any_of(commands.begin(), commands.end(), changes_shell) || !is_one_chain(below.program())) return;
  made.edit(first.arguments.where().end, second.arguments.where().begin,
            std::string(" ") + subject.file->escape() + "\n    && ");
}

/// RUNs that follow each other. Each is compared with the first of its row, and begins a row itself when it is no part
/// of one.
class rows_of_runs {
 public:
  explicit rows_of_runs(std::size_t most) : most_(most) {}

  bool follows(run_script const& script, std::size_t commands, bool consecutive) {
    bool const follows = consecutive && first_ != nullptr && same_flags(*first_->run, *script.run) &&
                         commands <= most_ && commands_of_first_ <= most_;
    if (!follows) {
      first_ = &script;
      commands_of_first_ = commands;
    }
    return follows;
  }

 private:
  std::size_t most_;
  run_script const* first_ = nullptr;
  std::size_t commands_of_first_ = 0;
};

void check(dockerfile_subject const& subject, sink& out) {
  rows_of_runs rows(most_commands);
  rows_of_runs hadolints(1);  // it takes one && for a purpose already
  run_script const* before = nullptr;
  for (run_script const& script : subject.scripts) {
    if (script.onbuild) continue;
    run_script const* const above = before;
    before = &script;
    std::size_t const count = commands_of(script).size();
    bool const consecutive = above != nullptr && above->index + 1 == script.index;
    bool const follows = rows.follows(script, count, consecutive);
    bool const for_hadolint = hadolints.follows(script, count, consecutive);
    if (!follows) continue;
    if (stands_alone(*script.run) || stands_alone(*above->run) || !in_final_stage(subject, script)) continue;
    draft& made = report(out, subject, script, "this RUN directly follows another one: each makes a layer");
    made.advice("join them with &&, or use one heredoc");
    if (!for_hadolint) made.aliases({});
    offer_join(made, subject, *above, script);
  }
}

}  // namespace

extern rule const consecutive_run;
rule const consecutive_run{
    .id = "DVD104",
    .name = "consecutive-run",
    .dev = level::info,
    .prod = level::info,
    .summary = "Two short RUN instructions with the same flags follow each other.",
    .why =
        "Each RUN is a layer: what the first one leaves behind and the second one removes stays in the image. It is "
        "fine to keep steps apart that change at different times; then more than two commands, other flags, a cache "
        "mount or a heredoc say so.",
    .bad = "FROM debian:12-slim\nRUN mkdir /data\nRUN chown www-data /data\n",
    .good = "FROM debian:12-slim\nRUN mkdir /data && chown www-data /data\n",
    .aliases = {"DL3059"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

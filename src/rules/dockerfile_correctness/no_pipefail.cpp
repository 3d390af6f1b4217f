// DVD329: a pipe whose first command may fail unseen.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/image_facts.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"
#include "shell/dialect.hpp"

namespace dockverify::rules {
namespace {

/// SHELL with bash, zsh or ash and -o pipefail; sh need not know it.
bool has_pipefail(dockerfile::instruction const* instruction) {
  if (instruction == nullptr || instruction->words.empty()) return false;
  auto const& words = instruction->words;
  std::string_view const program = shell::base_name(words[0].text);
  if (program != "bash" && program != "zsh" && program != "ash") return false;
  bool option = false, pipefail = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    std::string_view const word = words[i].text;
    option = option || (word.starts_with('-') && !word.starts_with("--") && word.find('o') != std::string_view::npos);
    pipefail = pipefail || word == "pipefail";
  }
  return option && pipefail;
}

/// The first command in a part of the tree; null: there is none.
shell::command const* first_command(shell::program const& program, shell::index at) {
  while (at != shell::none) {
    shell::node const& one = program.nodes()[at];
    if (one.kind == shell::node_kind::simple) return &program.commands()[one.command];
    at = one.first_child;
  }
  return nullptr;
}

/// The first pipe outside of quotes, here-documents of shells included; null: there is none.
shell::node const* pipe_of(run_script const& script) {
  shell::program const& program = script.program();
  for (shell::node const& one : program.nodes()) {
    if (one.kind != shell::node_kind::pipeline) continue;
    bool const several = one.first_child != shell::none && program.nodes()[one.first_child].next != shell::none;
    shell::command const* const command = first_command(program, one.first_child);
    // An exec form's words are read as if joined with blanks.
    if (several && (script.run->exec_form() || command == nullptr || judged(script, *command))) return &one;
  }
  return nullptr;
}

/// In the RUN itself: what SHELL says is not asked here.
bool sets_pipefail(run_script const& script) {
  auto const commands = script.program().commands();
  return script.program().sets_pipefail() ||
         std::any_of(commands.begin(), commands.end(),
                     [](shell::command const& one) { return one.pipefail && one.from != shell::origin::script; });
}

void offer_shell(draft& made, dockerfile_subject const& subject, run_script const& script) {
  dockerfile::stage const* const stage = subject.stage_of(script.index);
  if (stage == nullptr || script.onbuild || subject.stages->shell_at(script.index) != nullptr) return;
  dockerfile::image_name const& base = subject.stages->stages()[subject.stages->chain(stage->index).back()].image;
  std::string line;
  if (has_tool(base, "bash").value_or(false)) {
    line = R"(SHELL ["/bin/bash", "-o", "pipefail", "-c"])";
  } else if (base.base() == "alpine" || base.base() == "busybox" || has_variant(base.tag, "alpine")) {
    line = R"(SHELL ["/bin/ash", "-eo", "pipefail", "-c"])";
  } else {
    return;
  }
  made.edit(script.run->where.begin, script.run->where.begin, line + "\n");
}

void check(dockerfile_subject const& subject, sink& out) {
  std::size_t offered = dockerfile::npos;  // the stage for which the SHELL is offered already
  for (run_script const& script : subject.scripts) {
    if (script.script.dialect != shell::dialect::posix || !script.script.interpreter.empty()) continue;
    if (!script.onbuild && has_pipefail(subject.stages->shell_at(script.index))) continue;
    shell::node const* const pipe = pipe_of(script);
    if (pipe == nullptr || sets_pipefail(script)) continue;
    draft& made = report(out, subject, script, "a command left of | may fail and the RUN still succeeds");
    made.advice(R"(write `SHELL ["/bin/bash", "-o", "pipefail", "-c"]` above it, or `set -o pipefail &&` in it)");
    std::size_t const stage = subject.stages->stage_of(script.index);
    if (stage != offered) offer_shell(made, subject, script);
    offered = stage;
  }
}

}  // namespace

extern rule const no_pipefail;
rule const no_pipefail{
    .id = "DVD329",
    .name = "no-pipefail",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "RUN has a pipe, and the shell does not run with `-o pipefail`.",
    .why =
        "A shell takes the last command's result for the pipe's. When the download on the left fails, the build goes "
        "on with nothing, and the fault shows up later in another place.",
    .bad = "FROM debian:12-slim\nRUN cat /etc/passwd | wc -l > /number\n",
    .good =
        "FROM debian:12-slim\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN cat /etc/passwd | wc -l > "
        "/number\n",
    .aliases = {"DL4006", "KICS: Shell Running A Pipe Without Pipefail Flag"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD351: a progress bar in the build's log.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_calm(shell::command const& command) {
  if (command.has_flag(
          {"--progress", "-q", "--quiet", "--no-verbose", "-o", "--output-file", "-a", "--append-output"})) {
    return true;
  }
  return std::any_of(command.words.begin() + 1, command.words.end(),
                     [](shell::word const& one) { return one.value.starts_with("-nv"); });
}

/// busybox's wget does not know --progress.
bool may_be_busybox(dockerfile_subject const& subject, run_script const& script) {
  dockerfile::stage const* const stage = script.onbuild ? nullptr : subject.stage_of(script.index);
  if (stage == nullptr || stage->base != dockerfile::base_kind::image) return true;
  for (std::string_view part : {stage->image.repository, stage->image.tag}) {
    if (part.find("alpine") != std::string_view::npos || part.find("busybox") != std::string_view::npos) return true;
  }
  return false;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    draft* made = nullptr;
    for (shell::command const* one : list) {
      if (!one->is("wget") || is_calm(*one)) continue;
      if (made == nullptr) {
        made = &report(out, subject, script, one->words[0].where, "wget fills the log with its progress bar");
        made->advice("add --progress=dot:giga, -nv or -q");
        if (may_be_busybox(subject, script)) made->unsafe();
      }
      insert_after(*made, script, one->words[0], " --progress=dot:giga");
    }
  });
}

}  // namespace

extern rule const wget_progress;
rule const wget_progress{
    .id = "DVD351",
    .name = "wget-progress",
    .dev = level::info,
    .prod = level::info,
    .summary = "wget without --progress, -q, -nv or a log file.",
    .why = "Without a terminal wget writes a line for each 50 KiB: thousands of lines for a large file.",
    .bad = "FROM debian:12-slim\nRUN wget https://example.com/tool\n",
    .good = "FROM debian:12-slim\nRUN wget --progress=dot:giga https://example.com/tool\n",
    .aliases = {"DL3047"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

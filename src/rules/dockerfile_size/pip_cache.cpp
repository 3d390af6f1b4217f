// DVD103: pip keeps the packages it has downloaded.
#include <algorithm>

#include "dockerfile/mount.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_true(std::string_view value) {
  for (std::string_view yes : {"1", "true", "True", "TRUE", "on", "On", "ON", "yes", "Yes", "YES"}) {
    if (value == yes) return true;
  }
  return false;
}

/// The `install` of `pip install` and `python -m pip install`; null: the command is something else.
shell::word const* install_of(shell::command const& command) {
  std::string_view const name = command.name();
  std::size_t at = 1;
  if (name.starts_with("python")) {
    if (command.words.size() < 4 || command.words[1].value != "-m" || command.words[2].value != "pip") return nullptr;
    at = 3;
  } else if (!name.starts_with("pip") || name == "pipx" || name == "pipenv") {
    return nullptr;
  }
  for (; at < command.words.size(); ++at) {
    if (command.words[at].value == "install") return &command.words[at];
  }
  return nullptr;
}

bool has_cache_mount(dockerfile::instruction const& run) {
  std::vector<dockerfile::mount> const mounts = dockerfile::mounts_of(run);
  return std::any_of(mounts.begin(), mounts.end(), [](dockerfile::mount const& one) {
    return (one.type == "cache" || one.type == "tmpfs") && one.target.find(".cache/pip") != std::string::npos;
  });
}

bool exported_in_run(run_script const& script) {
  for (shell::command const& one : script.program().commands()) {
    for (shell::assignment const& assigned : one.assignments) {
      if (assigned.name == "PIP_NO_CACHE_DIR" && is_true(assigned.value.value)) return true;
    }
    for (shell::word const& word : one.words) {
      if (one.is("export") && word.value.starts_with("PIP_NO_CACHE_DIR=") && is_true(word.value.substr(17)))
        return true;
    }
  }
  return false;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_command(subject, [&](shell::command const& command, run_script const& script) {
    shell::word const* install = install_of(command);
    if (install == nullptr || command.has_flag("--no-cache-dir")) return;
    if (!script.onbuild) {
      dockerfile::variable_value const set = subject.stages->environment("PIP_NO_CACHE_DIR", script.index);
      if (set.value && is_true(*set.value)) return;
    }
    if (has_cache_mount(*script.run) || exported_in_run(script)) return;
    out.add(subject.where(command.where), "pip keeps what it has downloaded in the image's layer")
        .advice("write `pip install --no-cache-dir`, or mount a cache: `--mount=type=cache,target=/root/.cache/pip`")
        .edit(install->where.end, install->where.end, " --no-cache-dir");
  });
}

}  // namespace

extern rule const pip_cache;
rule const pip_cache{
    .id = "DVD103",
    .name = "pip-cache",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "`pip install` without `--no-cache-dir`.",
    .why =
        "pip keeps every wheel it downloads below ~/.cache/pip. In an image nobody reads that cache again; it only "
        "makes "
        "the layer larger. A cache mount keeps it outside of the image, and `PIP_NO_CACHE_DIR=1` switches it off.",
    .bad = "FROM python:3.12-slim\nRUN pip install -r requirements.txt\n",
    .good = "FROM python:3.12-slim\nRUN pip install --no-cache-dir -r requirements.txt\n",
    .aliases = {"DL3042", "KICS: Pip install Keeping Cached Packages"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

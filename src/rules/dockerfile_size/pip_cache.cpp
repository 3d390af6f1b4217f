// DVD103: pip keeps the packages it has downloaded.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_true(std::string_view value) {
  for (std::string_view yes : {"1", "true", "True", "TRUE", "on", "On", "ON", "yes", "Yes", "YES"}) {
    if (value == yes) return true;
  }
  return false;
}

bool switched_off_in_run(run_script const& script) {
  for (shell::command const& one : script.program().commands()) {
    for (shell::assignment const& assigned : one.assignments) {
      if (assigned.name == "PIP_NO_CACHE_DIR" && is_true(assigned.value.value)) return true;
    }
    if (!one.is({"export", "env"})) continue;
    for (shell::word const& word : one.words) {
      if (word.value.starts_with("PIP_NO_CACHE_DIR=") && is_true(word.value.substr(17))) return true;
    }
  }
  return false;
}

bool switched_off(dockerfile_subject const& subject, run_script const& script) {
  if (mounts_cache(*script.run, {".cache/pip"}) || switched_off_in_run(script)) return true;
  if (script.onbuild) return false;
  dockerfile::variable_value const set = subject.stages->variable("PIP_NO_CACHE_DIR", script.index);
  return set.value && is_true(*set.value);
}

bool cleans(shell::command const& command) {
  return has_words(command, {"cache", "purge"}) || removes(command, "/root/.cache/pip");
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    draft* made = nullptr;
    for (shell::command const* const& one : list) {
      shell::word const* const install = pip_install_of(*one);
      if (install == nullptr || one->has_flag({"--no-cache-dir", "--no-cache"})) continue;
      if (later(list, static_cast<std::size_t>(&one - list.data()), cleans)) continue;
      if (made == nullptr) {
        if (switched_off(subject, script)) return;
        made = &report(out, subject, script, install->where, "pip keeps what it has downloaded in the image's layer");
        made->advice(
            "write `pip install --no-cache-dir`, or mount a cache: `--mount=type=cache,target=/root/.cache/pip`");
      }
      insert_after(*made, script, *install, " --no-cache-dir");
    }
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
        "makes the layer larger. A cache mount keeps it outside of the image, and `PIP_NO_CACHE_DIR=1` switches it "
        "off.",
    .bad = "FROM python:3.12-slim\nRUN pip install -r requirements.txt\n",
    .good = "FROM python:3.12-slim\nRUN pip install --no-cache-dir -r requirements.txt\n",
    .aliases = {"DL3042", "KICS: Pip install Keeping Cached Packages"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

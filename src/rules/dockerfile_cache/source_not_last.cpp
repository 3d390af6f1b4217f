// DVD202: steps that do not need the source stand after it.
#include <algorithm>

#include "rules/dockerfile_cache/dependency_install.hpp"
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

enum class need : std::uint8_t {
  independent,  ///< does not look at the source
  downloads,    ///< the same, and what follows may be about what it has fetched
  neutral,      ///< either way
  source        ///< may need it
};

bool names_path(shell::command const& command) {
  std::vector<shell::word> const arguments = command.arguments();
  return std::any_of(arguments.begin(), arguments.end(), [](shell::word const& word) {
    return word.value.starts_with("./") || word.value.starts_with("../") || word.value == ".";
  });
}

need need_of(shell::command const& command) {
  std::string_view const name = command.name();
  if (command.words.empty()) return need::neutral;
  if (is_one_of(name, {"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "zypper"}))
    return names_path(command) ? need::source : need::independent;
  if (is_one_of(name, {"useradd", "adduser", "groupadd", "addgroup", "usermod"})) return need::independent;
  if (is_one_of(name, {"curl", "wget"})) return need::downloads;
  bool const pip = name.starts_with("pip") && name != "pipx";
  if (pip || is_one_of(name, {"npm", "gem"})) {
    if (!command.has_word("install") && !command.has_word("i")) return need::source;
    bool const own = dependency_install_of(command).has_value() || names_path(command);
    bool const named = pip || name == "gem" || command.has_flag({"-g", "--global"});
    return own || !named ? need::source : need::independent;
  }
  if (is_one_of(name, {"set", "export", "echo", "printf", "true", ":", "rm", "mkdir", "sleep", "update-ca-certificates",
                       "ldconfig", "apt-mark", "apt-key"}))
    return names_path(command) ? need::source : need::neutral;
  return need::source;
}

/// What is done with a download.
bool handles_download(shell::command const& command) {
  return command.is({"tar", "unzip", "gunzip", "chmod", "mv", "install", "sha256sum", "sh", "bash", "gpg", "mkdir",
                     "cd", "ln", "tee"});
}

bool ignores_source(shell::program const& program) {
  bool works = false, downloaded = false;
  for (shell::command const& command : program.commands()) {
    if (command.from == shell::origin::wrapped) continue;
    need const what = need_of(command);
    if (what == need::source && !(downloaded && handles_download(command))) return false;
    works = works || what == need::independent || what == need::downloads;
    downloaded = downloaded || what == need::downloads;
  }
  return works;
}

void check(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    dockerfile::instruction const* broad = nullptr;
    for (std::size_t index = stage.first; index < stage.last; ++index) {
      dockerfile::instruction const& one = subject.file->instructions()[index];
      if (copies_context(one)) {
        auto const sources = one.sources();
        if (std::any_of(sources.begin(), sources.end(),
                        [&](dockerfile::word const& word) { return is_whole_context(unquoted(subject, word)); }))
          broad = &one;
      }
      if (broad == nullptr || !one.is(dockerfile::keyword::run)) continue;
      run_script const* script = script_at(subject, index);
      if (script == nullptr || !ignores_source(script->program())) continue;
      out.add(subject.where(one), "this step does not need the source, but runs again whenever it changes")
          .advice("move it above the COPY in line " + std::to_string(broad->first_line))
          .evidence("Dockerfile", "the whole context is copied in line " + std::to_string(broad->first_line));
    }
  }
}

}  // namespace

extern rule const source_not_last;
rule const source_not_last{
    .id = "DVD202",
    .name = "source-not-last",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "After the whole context is copied, a RUN installs system packages, makes a user or downloads.",
    .why =
        "What stands below the copied source is done again after each change of it. Steps that do not need the source "
        "belong above, where the builder can reuse them.",
    .bad = "FROM debian:12-slim\nWORKDIR /app\nCOPY . .\nRUN useradd --no-create-home app\n",
    .good = "FROM debian:12-slim\nRUN useradd --no-create-home app\nWORKDIR /app\nCOPY . .\n",
    .aliases = {},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD201: the source is copied before the dependencies are installed.
#include <algorithm>
#include <set>

#include "rules/context_facts.hpp"
#include "rules/dockerfile_cache/dependency_install.hpp"
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// By the context when it is known, else by the looks of its name.
bool is_folder(dockerfile_subject const& subject, std::string_view source) {
  if (is_whole_context(source) || source.ends_with('/')) return true;
  while (source.starts_with("./")) source.remove_prefix(2);
  if (source.starts_with('/')) source.remove_prefix(1);
  context_file const* const known = subject.context == nullptr ? nullptr : file_at(*subject.context, source);
  if (known != nullptr) return known->folder;
  std::string_view const name = base_name(source);
  if (name.find_first_of(".*?[") != std::string_view::npos) return false;
  for (std::string_view file : {"Makefile", "Gemfile", "Pipfile", "Procfile", "Rakefile", "LICENSE", "README",
                                "gradlew", "mvnw", "artisan", "Dockerfile"}) {
    if (name == file) return false;
  }
  return true;
}

/// What build tools keep beside the manifest: copied early on purpose.
bool belongs_to_manifest(std::string_view source) {
  std::string_view const name = base_name(source);
  for (std::string_view folder : {"gradle", ".mvn", ".yarn", "patches", "prisma"}) {
    if (name == folder) return true;
  }
  return name.starts_with("requirements");
}

std::string source_of(dockerfile_subject const& subject, dockerfile::word const& word, std::size_t index) {
  if (is_heredoc_source(word.text)) return {};
  std::string source = subject.stages->expand(word.text, index).text;
  return is_web_url(source) || is_git_url(source) ? std::string() : source;
}

bool copies_folder(dockerfile_subject const& subject, std::size_t index) {
  dockerfile::instruction const& one = subject.file->instructions()[index];
  if (!copies_context(one)) return false;
  auto const sources = one.sources();
  return std::any_of(sources.begin(), sources.end(), [&](dockerfile::word const& word) {
    std::string const source = source_of(subject, word, index);
    return !source.empty() && is_folder(subject, source) && !belongs_to_manifest(source);
  });
}

/// Before an instruction of the stage, or in a stage below it; also from another stage.
bool manifest_copied(dockerfile_subject const& subject, dockerfile::stage const& stage, std::size_t before,
                     std::vector<std::string> const& manifests) {
  for (std::size_t index : instructions_below(subject, stage)) {
    if (index >= before) break;
    dockerfile::instruction const& one = subject.file->instructions()[index];
    bool const copies = one.is(dockerfile::keyword::copy) || one.is(dockerfile::keyword::add);
    if (!copies || copies_folder(subject, index)) continue;
    for (dockerfile::word const& word : one.sources()) {
      if (matches_any(manifests, base_name(source_of(subject, word, index)))) return true;
    }
  }
  return false;
}

/// What the installation reads, as one would copy it; empty: it reads the source too, or what it reads is not certain.
std::string manifests_to_copy(dockerfile_subject const& subject, shell::command const& command) {
  auto const there = [&](std::string_view name) {
    return subject.context != nullptr && file_at(*subject.context, name) != nullptr;
  };
  std::string const lock_of_npm = there("npm-shrinkwrap.json") ? " npm-shrinkwrap.json" : "";
  if (command.is("npm")) return "package*.json" + lock_of_npm;
  if (command.is("yarn")) return there("yarn.lock") ? "package.json yarn.lock" : "package.json";
  if (command.is("pnpm")) return there("pnpm-lock.yaml") ? "package.json pnpm-lock.yaml" : "package.json";
  if (command.is("go")) return there("go.sum") ? "go.mod go.sum" : "go.mod";
  if (command.is({"bundle", "bundler"})) return there("Gemfile.lock") ? "Gemfile Gemfile.lock" : "Gemfile";
  bool const pip = command.name().starts_with("pip") || command.name().starts_with("python");
  std::vector<std::string_view> const files = command.flag_values({"-r", "--requirement"});
  if (!pip || files.size() != 1 || files[0].find_first_of("$*?[ /") != std::string_view::npos) return {};
  // `pip install .` builds the source.
  bool const builds = std::any_of(command.words.begin() + 1, command.words.end(), [](shell::word const& one) {
    return one.value.starts_with('.') || one.value == "-e" || one.value == "--editable";
  });
  return builds ? std::string() : std::string(files[0]);
}

/// The installation above the source, behind a COPY of what it reads: where nothing stands between the two and the RUN
/// does nothing else.
void offer_swap(draft& made, dockerfile_subject const& subject, std::size_t source, run_script const& script,
                shell::command const& install) {
  dockerfile::instruction const& copy = subject.file->instructions()[source];
  dockerfile::instruction const& run = *script.run;
  bool const plain = copy.is(dockerfile::keyword::copy) && copy.sources().size() == 1 && !copy.exec_form() &&
                     copy.heredocs.empty() && is_whole_context(copy.sources()[0].text) && copy.destination() != nullptr;
  bool const alone = script.index == source + 1 && run.comment_count == 0 && !script.onbuild && run.shell_form() &&
                     run.heredocs.empty() && script.program().commands().size() == 1;
  bool const known_flags = std::all_of(copy.flags.begin(), copy.flags.end(), [](dockerfile::flag const& one) {
    return one.name == "chown" || one.name == "chmod" || one.name == "link";
  });
  std::string const manifests = plain && alone && known_flags ? manifests_to_copy(subject, install) : std::string();
  if (manifests.empty()) return;
  // A change at the RUN's end must not end up behind the COPY: the line end belongs to it.
  if (run.where.end >= subject.file->text().size() || subject.file->text()[run.where.end] != '\n') return;
  std::string target(copy.destination()->text);
  bool const relative = !target.starts_with('$') && !is_absolute_path(target);
  if (relative && subject.stages->workdir_at(source) == nullptr) return;
  if (!target.ends_with('/')) target += '/';
  std::string above(copy.name);
  for (dockerfile::flag const& flag : copy.flags) above += " " + std::string(subject.file->text(flag.where));
  made.edit(copy.where.begin, run.where.end + 1,
            above + " " + manifests + " " + target + "\n" + std::string(subject.file->text(run.where)) + "\n" +
                std::string(subject.file->text(copy.where)) + "\n");
}

void check_stage(dockerfile_subject const& subject, dockerfile::stage const& stage, sink& out) {
  std::optional<std::size_t> source;   // the first COPY of a folder, here or in a stage below
  std::set<std::string> copied_alone;  // manifests that were found once need not be looked for again
  for (std::size_t index : instructions_below(subject, stage)) {
    if (!source && copies_folder(subject, index)) source = index;
    bool const own = index >= stage.first && index < stage.last;
    run_script const* script = source && own ? script_at(subject, index) : nullptr;
    if (script == nullptr) continue;
    for (shell::command const& command : script->program().commands()) {
      std::optional<dependency_install> const install = dependency_install_of(command);
      if (!install || copied_alone.count(install->manifests.front()) != 0) continue;
      if (manifest_copied(subject, stage, *source, install->manifests)) {
        copied_alone.insert(install->manifests.front());
        continue;
      }
      draft& made =
          out.add(subject.where(subject.file->instructions()[*source]),
                  "the source is copied before `" + install->command + "`: every change installs everything again")
              .field(install->command)
              .advice("copy " + install->manifests.front() + " alone, install, and copy the rest after that");
      offer_swap(made, subject, *source, *script, command);
      return;
    }
  }
}

void check(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::stage const& stage : subject.stages->stages()) check_stage(subject, stage, out);
}

}  // namespace

extern rule const source_before_deps;
rule const source_before_deps{
    .id = "DVD201",
    .name = "source-before-deps",
    .dev = level::error,
    .prod = level::error,
    .summary = "A folder is copied before the dependencies are installed, and their manifest was not copied by itself.",
    .why =
        "The builder reuses a step as long as nothing above it has changed. When the whole source is copied first, "
        "each change of a line downloads and installs all dependencies again.",
    .bad = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\n",
    .good =
        "FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r "
        "requirements.txt\nCOPY . .\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD201: the source is copied before the dependencies are installed.
#include <algorithm>
#include <set>

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
  if (subject.context != nullptr) {
    auto const& files = subject.context->files;
    auto const found =
        std::lower_bound(files.begin(), files.end(), source,
                         [](context_file const& file, std::string_view path) { return file.path < path; });
    if (found != files.end() && found->path == source) return found->folder;
  }
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
      out.add(subject.where(subject.file->instructions()[*source]),
              "the source is copied before `" + install->command + "`: every change installs everything again")
          .field(install->command)
          .advice("copy " + install->manifests.front() + " alone, install, and copy the rest after that");
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
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

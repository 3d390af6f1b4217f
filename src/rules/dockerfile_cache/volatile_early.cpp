// DVD204: values that change with each build, above what they rebuild.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// A name of a build's date, commit or number.
bool is_volatile(std::string_view written) {
  std::string name = lower_case(written);
  std::replace_if(name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  for (std::string_view part :
       {"build_date", "builddate", "build_time",   "buildtime",     "build_number",  "buildnumber",   "build_num",
        "build_id",   "git_sha",   "git_commit",   "git_hash",      "git_rev",       "commit_sha",    "commit_hash",
        "commit_id",  "vcs_ref",   "vcs_revision", "source_commit", "image_created", "image_revision"}) {
    if (name.find(part) != std::string::npos) return true;
  }
  return name == "commit" || name == "revision" || name == "sha" || name.ends_with("_commit") ||
         name.ends_with("_sha") || name.ends_with("_revision");
}

bool is_expensive(shell::command const& command) {
  if (installation_of(command)) return true;
  if (command.is({"make", "cmake", "ninja", "mvn", "gradle", "gradlew", "mvnw", "bazel", "sbt"})) return true;
  if (command.is({"go", "cargo", "dotnet"}))
    return find_word(command, {"build", "publish", "restore", "fetch"}) != nullptr;
  if (command.is({"npm", "yarn", "pnpm"})) return find_word(command, {"build"}) != nullptr;
  return command.is("uv") && find_word(command, {"sync", "install"}) != nullptr;
}

/// What of an instruction changes with each build; empty: nothing.
std::string_view volatile_name(dockerfile::instruction const& i) {
  bool const candidate =
      i.is(dockerfile::keyword::arg) || i.is(dockerfile::keyword::env) || i.is(dockerfile::keyword::label);
  if (!candidate) return {};
  for (dockerfile::pair const& one : i.pairs) {
    if (is_volatile(one.name.text)) return one.name.text;
    for (std::string_view name : variables_of(one.value.text)) {
      if (is_volatile(name)) return name;
    }
  }
  return {};
}

void check(dockerfile_subject const& subject, sink& out) {
  // The last expensive RUN of each stage.
  std::vector<std::size_t> last(subject.stages->stages().size(), 0);
  for (run_script const& script : subject.scripts) {
    dockerfile::stage const* const stage = script.onbuild ? nullptr : subject.stage_of(script.index);
    if (stage == nullptr) continue;
    commands const list = commands_of(script);
    if (std::any_of(list.begin(), list.end(), [](auto const* one) { return is_expensive(*one); })) {
      last[stage->index] = script.index;
    }
  }
  std::size_t index = 0;
  for (dockerfile::instruction const& i : subject.file->instructions()) {
    std::size_t const at = index++;
    dockerfile::stage const* const stage = subject.stage_of(at);
    if (stage == nullptr || at >= last[stage->index]) continue;
    std::string_view const name = volatile_name(i);
    if (name.empty()) continue;
    int const line = subject.where(subject.file->instructions()[last[stage->index]]).line;
    out.add(subject.where(i), "`" + std::string(name) + "` changes with each build: line " + std::to_string(line) +
                                  " never comes from the cache")
        .field(std::string(name))
        .advice("move it below the expensive RUN, to the end of the stage");
  }
}

}  // namespace

extern rule const volatile_early;
rule const volatile_early{
    .id = "DVD204",
    .name = "volatile-early",
    .dev = level::info,
    .prod = level::info,
    .summary = "An ARG, ENV or LABEL with the build's date, commit or number stands above an expensive RUN.",
    .why =
        "A changed value ends the use of the cache for everything below it. A new commit then installs and compiles "
        "all over, though nothing that matters has changed.",
    .bad = "FROM node:22-alpine\nARG GIT_COMMIT\nRUN npm ci --omit=dev\n",
    .good = "FROM node:22-alpine\nRUN npm ci --omit=dev\nARG GIT_COMMIT\n",
    .aliases = {},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

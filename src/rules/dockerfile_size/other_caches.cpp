// DVD116: package managers of languages that keep what they have downloaded.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

struct cache_row {
  std::string_view tool;
  std::initializer_list<std::string_view> actions;
  std::initializer_list<std::string_view> folders;  ///< parts of a mount's target or of a deleted path
  std::initializer_list<std::string_view> clean;    ///< words of its own command that cleans; empty: none
  std::string_view command = {};                    ///< that cleans
};

cache_row const* row_of(shell::command const& command) {
  static cache_row const rows[] = {
      {"npm", {"ci", "install", "i", "clean-install"}, {".npm", "npm"}, {"cache"}, "npm cache clean --force"},
      {"pnpm", {"install", "i", "add"}, {"pnpm"}, {"prune"}, "pnpm store prune"},
      {"poetry", {"install"}, {"pypoetry", "poetry"}, {"cache"}},
      {"cargo", {"build", "install", "fetch"}, {"cargo"}, {"cache"}},
      {"go",
       {"build", "install", "get", "download"},
       {"go-build", "go/pkg", "gocache", "gomod"},
       {"clean"},
       "go clean -cache -modcache"},
      {"composer",
       {"install", "require", "update"},
       {"composer"},
       {"clear-cache", "clearcache", "cc"},
       "composer clear-cache"},
      {"gem", {"install", "i"}, {"gems", "bundle", ".gem"}, {"cleanup"}},
  };
  for (cache_row const& row : rows) {
    if (command.is(row.tool) && find_word(command, row.actions) != nullptr) return &row;
  }
  return nullptr;
}

bool mounts(dockerfile::instruction const& run, cache_row const& row) {
  return mounts_cache(run, row.folders) || mounts_cache(run, {".cache"});
}

bool cleans(shell::command const& command, cache_row const& row) {
  if (command.is(row.tool)) return find_word(command, row.clean) != nullptr;
  if (!command.is("rm")) return false;
  return std::any_of(command.words.begin() + 1, command.words.end(), [&](shell::word const& one) {
    std::string const word = lower_case(one.value);
    return word.find("cache") != std::string::npos ||
           std::any_of(row.folders.begin(), row.folders.end(),
                       [&](std::string_view folder) { return word.find(folder) != std::string::npos; });
  });
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    if (!reaches_image(subject, script)) return;
    for (std::size_t i = 0; i < list.size(); ++i) {
      cache_row const* const row = row_of(*list[i]);
      if (row == nullptr || list[i]->has_flag("--no-cache") || mounts(*script.run, *row)) continue;
      std::string_view const own = list[i]->flag_value({"--cache"}).value_or("");
      bool const cleaned = later(
          list, i, [&](shell::command const& one) { return cleans(one, *row) || (!own.empty() && removes(one, own)); });
      if (cleaned) continue;
      draft& made = report(out, subject, script, list[i]->words[0].where,
                           std::string(row->tool) + " keeps its cache in the final stage");
      made.field(std::string(row->tool)).advice("mount a cache, clean up in the same RUN, or install in a build stage");
      if (!row->command.empty()) append_command(made, subject, script, row->command);
      return;
    }
  });
}

}  // namespace

extern rule const other_caches;
rule const other_caches{
    .id = "DVD116",
    .name = "other-caches",
    .dev = level::info,
    .prod = level::info,
    .summary = "npm, pnpm, poetry, cargo, go, composer or gem keep their cache in the final stage.",
    .why =
        "What they download and compile stays below the user's home: a second copy of all dependencies that nobody "
        "reads again. A cache mount keeps it outside of the image and makes the next build faster.",
    .bad = "FROM node:22-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci --omit=dev\n",
    .good =
        "FROM node:22-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN --mount=type=cache,target=/root/.npm npm ci "
        "--omit=dev\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD108: deleting what an earlier layer holds.
#include <algorithm>

#include "dockerfile/dockerignore.hpp"
#include "rules/commands.hpp"
#include "rules/layer_files.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// Paths that are remembered: each rm is compared with all of them.
constexpr std::size_t most_paths = 200;

/// A path that an instruction has made.
struct layer_path {
  std::string path;
  std::size_t stage = 0;
  int line = 0;
};

/// What a package manager fills: to delete what is in it is to delete it.
bool is_cache(std::string_view path) {
  return path == "/var/lib/apt/lists" || path.starts_with("/var/cache/") || path.starts_with("/root/.");
}

std::string joined(std::string_view folder, std::string_view path) {
  if (path.starts_with('/') || path.starts_with('$') || folder.empty()) return std::string(path);
  std::string made(folder);
  if (made.back() != '/') made += '/';
  return made + std::string(path == "." ? "" : path);
}

std::string_view workdir_of(dockerfile_subject const& subject, std::size_t index) {
  dockerfile::instruction const* const workdir = subject.stages->workdir_at(index);
  return workdir == nullptr || workdir->words.empty() ? std::string_view() : workdir->words[0].text;
}

/// What lies in a folder of the context and is sent, as it is called below `destination`.
void add_contents(dockerfile_subject const& subject, std::string_view source, std::string const& destination,
                  std::vector<std::string>& out) {
  if (subject.context == nullptr || source.find_first_of("*?[$") != std::string_view::npos) return;
  std::string folder = dockerfile::clean_path(source);
  while (folder.starts_with('/')) folder.erase(0, 1);
  std::string const below = folder == "." || folder.empty() ? std::string{} : folder + "/";
  std::vector<context_file> const& files = subject.context->files;
  auto at = std::lower_bound(files.begin(), files.end(), below,
                             [](context_file const& one, std::string const& wanted) { return one.path < wanted; });
  for (; at != files.end() && at->path.starts_with(below) && out.size() < most_paths; ++at) {
    std::string_view const name = std::string_view(at->path).substr(below.size());
    if (at->sent && name.find('/') == std::string_view::npos) out.push_back(joined(destination, name));
  }
}

/// What COPY and ADD put where: files and whole folders by their names, and what is in a folder by the context.
std::vector<std::string> copied(dockerfile_subject const& subject, dockerfile::instruction const& i,
                                std::size_t index) {
  std::vector<std::string> made;
  dockerfile::word const* const to = i.destination();
  if (to == nullptr) return made;
  std::string const destination = joined(workdir_of(subject, index), dockerfile::unquote(to->text));
  bool const folder = destination.ends_with('/') || to->text == "." || i.sources().size() > 1;
  for (dockerfile::word const& source : i.sources()) {
    std::string_view const name = file_name(source.text);
    if (!name.empty() && name != ".") made.push_back(joined(destination, name));
    if (!i.has_flag("from")) add_contents(subject, source.text, destination, made);
  }
  if (!folder) made.push_back(destination);
  return made;
}

void check(dockerfile_subject const& subject, sink& out) {
  std::vector<layer_path> paths;
  std::size_t next_script = 0;
  std::size_t index = 0;
  for (dockerfile::instruction const& i : subject.file->instructions()) {
    std::size_t const stage = subject.stages->stage_of(index);
    if (i.is(dockerfile::keyword::copy) || i.is(dockerfile::keyword::add)) {
      for (std::string& path : copied(subject, i, index))
        paths.push_back({std::move(path), stage, subject.where(i).line});
    }
    for (; next_script < subject.scripts.size() && subject.scripts[next_script].index <= index; ++next_script) {
      run_script const& script = subject.scripts[next_script];
      if (script.onbuild) continue;
      commands const list = commands_of(script);
      std::string_view const workdir = workdir_of(subject, index);
      std::vector<std::string> own;
      bool told = false;
      for (shell::command const* one : list) {
        for (made_file const& file : files_of(*one)) {
          if (!mounted(*script.run, file.path)) own.push_back(joined(workdir, file.path));
        }
        if (own.size() > most_paths) own.resize(most_paths);
        if (told || !one->is("rm") || !reaches_image(subject, script)) continue;
        std::vector<std::string> const deleted = deleted_by(*one);
        auto const gone = [&](std::string_view path) {
          return std::any_of(deleted.begin(), deleted.end(), [&](std::string const& word) {
            return covers(joined(workdir, word), path) ||
                   (is_cache(path) && word.starts_with(path) && word.size() > path.size() && word[path.size()] == '/');
          });
        };
        if (std::any_of(own.begin(), own.end(), gone)) continue;
        auto const found = std::find_if(paths.begin(), paths.end(), [&](layer_path const& path) {
          return path.stage == stage && !mounted(*script.run, path.path) && gone(path.path);
        });
        if (found == paths.end()) continue;
        report(out, subject, script, one->words[0].where,
               "rm only hides `" + found->path.substr(0, 120) + "`: line " + std::to_string(found->line) +
                   " has put it into an earlier layer")
            .field(found->path)
            .advice("delete it in the RUN that makes it, or mount it: `RUN --mount=type=bind,...`");
        told = true;
      }
      for (std::string& path : own) paths.push_back({std::move(path), stage, subject.where(i).line});
    }
    if (paths.size() > most_paths) paths.resize(most_paths);
    ++index;
  }
}

}  // namespace

extern rule const delete_in_later_layer;
rule const delete_in_later_layer{
    .id = "DVD108",
    .name = "delete-in-later-layer",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A RUN deletes what an earlier RUN, COPY or ADD of the stage has made.",
    .why =
        "A layer can not take away from the one below it: the file is hidden, but still pulled, stored and readable "
        "for everybody who has the image.",
    .bad = "FROM debian:12-slim\nCOPY tool.deb /tmp/tool.deb\nRUN dpkg -i /tmp/tool.deb && rm /tmp/tool.deb\n",
    .good = "FROM debian:12-slim\nRUN --mount=type=bind,source=tool.deb,target=/tmp/tool.deb dpkg -i /tmp/tool.deb\n",
    .aliases = {},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

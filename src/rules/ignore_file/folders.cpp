#include "rules/ignore_file/folders.hpp"

#include <algorithm>
#include <array>

#include "dockerfile/mount.hpp"
#include "rules/context_facts.hpp"

namespace dockverify::rules {
namespace {

/// A file of the kind directly in or anywhere below the folder.
bool holds(context_subject const& context, std::string_view folder, std::string_view ending) {
  std::string const below = std::string(folder) + "/";
  auto at = std::lower_bound(context.files.begin(), context.files.end(), below,
                             [](context_file const& one, std::string const& wanted) { return one.path < wanted; });
  for (; at != context.files.end() && at->path.starts_with(below); ++at) {
    if (!at->folder && at->path.ends_with(ending)) return true;
  }
  return false;
}

}  // namespace

bool is_source_folder(context_subject const& context, std::string_view folder) {
  std::string_view const name = last_part(folder);
  if (name.starts_with('.') || name == "node_modules" || name == "vendor" || name == "venv") return false;
  // What is called so at the top holds tests, whatever they are written in.
  bool const tests = folder == "tests" || folder == "test";
  if (!tests && (holds(context, folder, ".go") || file_at(context, std::string(folder) + "/__init__.py") != nullptr))
    return true;
  bool const below_source = folder.starts_with("src/") || folder.find("/src/") != std::string_view::npos;
  constexpr std::array<std::string_view, 6> endings{".java", ".kt", ".scala", ".rs", ".ts", ".js"};
  return below_source && std::any_of(endings.begin(), endings.end(),
                                     [&](std::string_view ending) { return holds(context, folder, ending); });
}

std::vector<std::string_view> folders_called(context_subject const& context, std::string_view name) {
  std::vector<std::string_view> found;
  for (context_file const& one : context.files) {
    if (one.folder && last_part(one.path) == name) found.push_back(one.path);
  }
  return found;
}

std::vector<std::string> mounted_paths(dockerfile_subject const& subject) {
  std::vector<std::string> paths;
  for (dockerfile::instruction const& i : subject.file->instructions()) {
    if (!i.is(dockerfile::keyword::run) || !i.has_flag("mount")) continue;
    for (dockerfile::mount const& one : dockerfile::mounts_of(i)) {
      if (one.type != "bind" || !one.from.empty() || one.source.find('$') != std::string::npos) continue;
      std::string path = dockerfile::clean_path(one.source);
      while (path.starts_with('/')) path.erase(0, 1);
      if (!path.empty() && path != ".") paths.push_back(std::move(path));
    }
  }
  return paths;
}

bool is_root_only(context_subject const& context, std::span<ignore_line const> lines,
                  dockerfile::dockerignore::rule const& one) {
  std::string const& pattern = one.pattern.text();
  if (one.exception || one.line == 0 || pattern.find('/') != std::string::npos || pattern == "*" ||
      pattern.find("**") != std::string::npos)
    return false;
  // Whoever writes a slash there means the top.
  return !std::string_view(context.ignore_text).substr(pattern_begin(context, lines, one)).starts_with('/');
}

bool is_mounted(context_subject const& context, std::string_view folder) {
  std::string const below = std::string(folder) + "/";
  return std::any_of(context.dockerfiles.begin(), context.dockerfiles.end(), [&](dockerfile_subject const* one) {
    std::vector<std::string> const paths = mounted_paths(*one);
    return std::any_of(paths.begin(), paths.end(),
                       [&](std::string const& path) { return path == folder || path.starts_with(below); });
  });
}

std::size_t pattern_begin(context_subject const& context, std::span<ignore_line const> lines,
                          dockerfile::dockerignore::rule const& one) {
  std::string_view const text = context.ignore_text;
  std::size_t at = lines[static_cast<std::size_t>(one.line)].begin;
  if (text.substr(at).starts_with("\xEF\xBB\xBF")) at += 3;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at;
}

}  // namespace dockverify::rules

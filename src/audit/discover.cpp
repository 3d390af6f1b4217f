#include "audit/discover.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "audit/git_files.hpp"
#include "compose/paths.hpp"

namespace dockverify::audit {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 4> compose_names{"compose.yaml", "compose.yml", "docker-compose.yml",
                                                        "docker-compose.yaml"};
constexpr std::array<std::string_view, 4> compose_starts{"compose.", "docker-compose.", "compose-", "docker-compose-"};
// Deeper than any real tree; a loop of mounts ends here.
constexpr int deepest = 64;

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

constexpr std::size_t largest_ignore = std::size_t{4} << 20U;

class walker {
 public:
  explicit walker(found_files& found) : found_(found) {}

  void run(std::string const& directory) {
    // A repository's .gitignore files count from its top on; outside of one those that are walked over.
    std::vector<std::string> above{directory};
    while (!compose::file_exists(above.back() + "/.git")) {
      std::string parent = compose::parent_directory(above.back());
      if (parent == above.back()) {
        above = {directory};
        break;
      }
      above.push_back(std::move(parent));
    }
    while (above.size() > 1) {
      add_ignore(above.back());
      above.pop_back();
    }
    walk(directory, 0);
  }

 private:
  void walk(fs::path const& directory, int depth) {
    std::error_code error;
    fs::directory_iterator entries(directory, fs::directory_options::none, error);
    if (error) {
      found_.unreadable.push_back(directory.string());
      return;
    }
    bool const has_ignore = add_ignore(directory.string());
    std::vector<fs::path> folders;
    bool project = false;
    for (; entries != fs::directory_iterator(); entries.increment(error)) {
      if (error) break;
      std::string const name = entries->path().filename().string();
      fs::file_status const status = entries->symlink_status(error);
      bool const folder = status.type() == fs::file_type::directory;
      if (folder) {
        if (name != ".git" && name != "node_modules" && !is_ignored(entries->path().string(), true))
          folders.push_back(entries->path());
        continue;
      }
      // A link to a file is fine, a link to a folder may lead in circles.
      if (!fs::is_regular_file(entries->path(), error)) continue;
      bool const names_project = std::find(compose_names.begin(), compose_names.end(), name) != compose_names.end();
      bool const names_dockerfile = role_of(name) == file_role::dockerfile;
      if ((!names_project && !names_dockerfile) || is_ignored(entries->path().string(), false)) continue;
      if (names_project) project = true;
      if (names_dockerfile) found_.dockerfiles.push_back(entries->path().string());
    }
    if (project) found_.project_directories.push_back(directory.string());
    if (depth < deepest) {
      for (fs::path const& folder : folders) walk(folder, depth + 1);
    }
    if (has_ignore) ignores_.pop_back();
  }

  bool add_ignore(std::string const& directory) {
    std::string const path = directory + "/.gitignore";
    if (!compose::file_exists(path) || compose::is_directory(path)) return false;
    std::string why;
    std::optional<std::string> const text = compose::read_file(path, largest_ignore, why);
    if (text) ignores_.emplace_back(directory, git_ignore(*text));
    return text.has_value();
  }

  /// The nearest file that says something decides.
  [[nodiscard]] bool is_ignored(std::string const& path, bool folder) const {
    for (auto one = ignores_.rbegin(); one != ignores_.rend(); ++one) {
      std::size_t const prefix = one->first == "/" ? 1 : one->first.size() + 1;
      std::string_view const relative = std::string_view(path).substr(prefix);
      if (std::optional<bool> const said = one->second.ignores(relative, folder)) return *said;
    }
    return false;
  }

  found_files& found_;
  std::vector<std::pair<std::string, git_ignore>> ignores_;  ///< by folder, from the top down
};

}  // namespace

file_role role_of(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower.ends_with(".dockerignore")) return file_role::ignore_file;
  if (ends_with_any(lower, {".yaml", ".yml"})) {
    bool const compose = std::any_of(compose_starts.begin(), compose_starts.end(),
                                     [&](std::string_view start) { return lower.starts_with(start); });
    return compose ? file_role::compose : file_role::none;
  }
  for (std::string_view base : {"dockerfile", "containerfile"}) {
    if (lower == base || lower.starts_with(std::string(base) + ".") || lower.ends_with("." + std::string(base)))
      return file_role::dockerfile;
  }
  return file_role::none;
}

found_files discover(std::string const& directory) {
  found_files found;
  walker(found).run(directory);
  std::sort(found.project_directories.begin(), found.project_directories.end());
  std::sort(found.dockerfiles.begin(), found.dockerfiles.end());
  return found;
}

}  // namespace dockverify::audit

#include "audit/discover.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

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

void walk(fs::path const& directory, int depth, found_files& found) {
  std::error_code error;
  fs::directory_iterator entries(directory, fs::directory_options::none, error);
  if (error) {
    found.unreadable.push_back(directory.string());
    return;
  }
  std::vector<fs::path> folders;
  bool project = false;
  for (; entries != fs::directory_iterator(); entries.increment(error)) {
    if (error) break;
    std::string const name = entries->path().filename().string();
    fs::file_status const status = entries->symlink_status(error);
    if (status.type() == fs::file_type::directory) {
      if (name != ".git" && name != "node_modules") folders.push_back(entries->path());
      continue;
    }
    // A link to a file is fine, a link to a folder may lead in circles.
    if (!fs::is_regular_file(entries->path(), error)) continue;
    if (std::find(compose_names.begin(), compose_names.end(), name) != compose_names.end()) project = true;
    if (role_of(name) == file_role::dockerfile) found.dockerfiles.push_back(entries->path().string());
  }
  if (project) found.project_directories.push_back(directory.string());
  if (depth == deepest) return;
  for (fs::path const& folder : folders) walk(folder, depth + 1, found);
}

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
  walk(directory, 0, found);
  std::sort(found.project_directories.begin(), found.project_directories.end());
  std::sort(found.dockerfiles.begin(), found.dockerfiles.end());
  return found;
}

}  // namespace dockverify::audit

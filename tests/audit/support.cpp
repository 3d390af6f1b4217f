#include "support.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <tuple>

#include <unistd.h>

namespace dockverify::audit::test {

namespace fs = std::filesystem;

project_folder::project_folder(files const& project, std::string_view name) {
  static std::atomic<int> count{0};
  fs::path const path = fs::temp_directory_path() / ("dockverify-audit-" + std::to_string(::getpid())) /
                        std::to_string(++count) / std::string(name);
  fs::create_directories(path);
  path_ = path.string();
  for (auto const& [file, text] : project) write(file, text);
}

project_folder::~project_folder() {
  std::error_code ignored;
  fs::remove_all(fs::path(path_).parent_path(), ignored);
}

void project_folder::write(std::string const& name, std::string_view text) const {
  fs::path const file = fs::path(path_) / name;
  if (name.ends_with('/')) {
    fs::create_directories(file);
    return;
  }
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

std::string project_folder::read(std::string const& name) const {
  std::ifstream file(fs::path(path_) / name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string project_folder::path(std::string_view name) const {
  return name.empty() ? path_ : path_ + "/" + std::string(name);
}

options options_for(project_folder const& folder) {
  options what;
  what.what.project.working_directory = folder.path();
  what.what.settings.today = {2026, 11, 23};
  return what;
}

result audit_of(project_folder const& folder) {
  return run(options_for(folder));
}

std::vector<std::string> lines_of(std::vector<finding> const& findings, std::string_view rule) {
  std::vector<std::tuple<std::string, int, std::string>> sorted;
  for (finding const& f : findings) {
    if (!f.rule.starts_with(rule)) continue;
    std::string const file = f.where.known() ? *f.where.file : "nowhere";
    sorted.emplace_back(file, f.where.line, f.rule + (f.ignored ? " ignored" : ""));
  }
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::string> lines;
  for (auto const& [file, line, text] : sorted) lines.push_back(file + ":" + std::to_string(line) + " " + text);
  return lines;
}

}  // namespace dockverify::audit::test

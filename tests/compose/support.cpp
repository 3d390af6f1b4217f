// The scratch directory and the printing of problems.
#include "support.hpp"

#include <unistd.h>

#include <atomic>
#include <fstream>
#include <iostream>

namespace dockverify::compose::test {

scratch_directory::scratch_directory() {
  static std::atomic<int> counter{0};
  path_ = std::filesystem::temp_directory_path() /
          ("dockverify-compose-" + std::to_string(::getpid()) + "-" + std::to_string(++counter));
  std::filesystem::create_directories(path_);
}

scratch_directory::~scratch_directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void scratch_directory::write(std::string_view name, std::string_view content) const {
  std::filesystem::path const file = path_ / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
}

std::string scratch_directory::path(std::string_view name) const {
  return name.empty() ? path_.string() : (path_ / name).string();
}

load_options scratch_directory::options() const {
  load_options options;
  options.working_directory = path_.string();
  options.environment["HOME"] = "/home/dev";
  return options;
}

standard_input::standard_input(std::string const& content)
    : content_(content), before_(std::cin.rdbuf(content_.rdbuf())) {
  // The input before this one may have been read to its end.
  std::cin.clear();
}

standard_input::~standard_input() {
  std::cin.rdbuf(before_);
  std::cin.clear();
}

load_options text_options(scratch_directory const& directory, std::string_view yaml) {
  directory.write("compose.yaml", yaml);
  load_options options = directory.options();
  options.files = {"compose.yaml"};
  options.project_name = "p";
  options.project_directory = "/srv/app";
  return options;
}

load_result load_text(std::string_view yaml) {
  scratch_directory const directory;
  return load(text_options(directory, yaml));
}

std::string lines_of(std::vector<problem> const& problems) {
  std::string result;
  for (problem const& p : problems) {
    if (p.where.known()) result += p.where.text() + ": ";
    result += (p.error ? "error: " : "warning: ") + p.message;
    if (!p.advice.empty()) result += " | " + p.advice;
    result += '\n';
  }
  return result;
}

}  // namespace dockverify::compose::test

// What the loader's tests share: a directory to put files in, and loading from it with nothing of the real environment.
#pragma once

#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "compose/load.hpp"

namespace dockverify::compose::test {

class scratch_directory {
 public:
  scratch_directory();
  scratch_directory(scratch_directory const&) = delete;
  scratch_directory& operator=(scratch_directory const&) = delete;
  ~scratch_directory();

  void write(std::string_view name, std::string_view content) const;
  [[nodiscard]] std::string path(std::string_view name = {}) const;
  /// Options for a project here: no files named, no variables but HOME=/home/dev.
  [[nodiscard]] load_options options() const;

 private:
  std::filesystem::path path_;
};

/// What `-f -` reads while this lives, in place of the terminal.
class standard_input {
 public:
  explicit standard_input(std::string const& content);
  standard_input(standard_input const&) = delete;
  standard_input& operator=(standard_input const&) = delete;
  ~standard_input();

 private:
  std::istringstream content_;
  std::streambuf* before_;
};

/// Options for `yaml` as compose.yaml of project "p" in /srv/app.
load_options text_options(scratch_directory const& directory, std::string_view yaml);
/// Loads `yaml` as compose.yaml of project "p" in /srv/app.
load_result load_text(std::string_view yaml);

/// One line for each problem: "compose.yaml:1:2: error: message | advice".
std::string lines_of(std::vector<problem> const& problems);

}  // namespace dockverify::compose::test

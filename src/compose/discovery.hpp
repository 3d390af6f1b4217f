// Which files make the project, with which variables, in which directory and under which name (compose.md 3, steps 1 to
// 3).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compose/interpolation.hpp"
#include "compose/load.hpp"
#include "compose/problem_log.hpp"

namespace dockverify::compose {

struct source_file {
  std::string path;                          ///< absolute, or "-"
  std::shared_ptr<std::string const> shown;  ///< as the user named it
};

struct discovery {
  std::vector<source_file> files;
  std::string directory;  ///< of the project, absolute
  std::map<std::string, std::string> environment;
  std::vector<std::string> env_files;  ///< given explicitly, absolute
  std::string home;
  std::string name;  ///< from -p or COMPOSE_PROJECT_NAME; empty: the files or the directory decide
  std::vector<std::string> profiles;
};

discovery discover(load_options const& options, problem_log& log);

/// A file that nobody has named: relative where it can be.
std::string shown_name(load_options const& options, std::string const& absolute);

/// Lower case, only [a-z0-9_-], starting with a letter or digit.
std::string normalized_project_name(std::string_view name);

/// Reads the variables of `path` into `values`; problems carry the line.
bool read_dotenv(std::string const& path, std::string const& shown, variable_lookup const& lookup, bool raw,
                 nullable_map& values, problem_log& log);

}  // namespace dockverify::compose

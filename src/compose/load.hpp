// From files and environment to a resolved project. Reads everything once, never throws on input, reports every problem
// it finds.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "compose/yaml_tree.hpp"

namespace dockverify::compose {

/// A file as it was read.
struct source_text {
  std::string shown;     ///< as places name it
  std::string absolute;  ///< "-": standard input
  std::string text;
};

struct load_options {
  std::vector<std::string> files;      ///< -f, "-" is stdin
  std::optional<source_text> text;     ///< a file whose text is known, instead of all others
  std::string project_name;            ///< -p
  std::string project_directory;       ///< --project-directory
  std::vector<std::string> profiles;   ///< --profile
  std::vector<std::string> env_files;  ///< --env-file
  std::vector<std::string>
      services;  ///< named on the command line: their profiles count as active, others are still loaded
  std::string working_directory;  ///< where discovery starts; absolute
  std::string shown_from;         ///< absolute; files are named as seen from there. Empty: as the user named them
  std::map<std::string, std::string> environment;  ///< of the process
  bool interpolate = true;     ///< false: only `tree` is made; the project then has its name and files, no services
  bool read_env_files = true;  ///< false: they stay what the services name
};

struct load_result {
  std::optional<project> loaded;     ///< absent when any problem is an error
  std::optional<project> partial;    ///< what was read of a project with errors, for those who report on it
  std::vector<problem> problems;     ///< warnings too, in file order
  std::optional<yaml_node> tree;     ///< the files as one, with their variables when those were not to be replaced
  std::vector<source_text> sources;  ///< every compose file, in the order of reading
  std::map<std::string, std::string> environment;  ///< what variables are replaced from
};

load_result load(load_options const& options);

}  // namespace dockverify::compose

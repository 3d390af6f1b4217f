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

struct load_options {
  std::vector<std::string> files;      ///< -f, "-" is stdin
  std::string project_name;            ///< -p
  std::string project_directory;       ///< --project-directory
  std::vector<std::string> profiles;   ///< --profile
  std::vector<std::string> env_files;  ///< --env-file
  std::vector<std::string>
      services;  ///< named on the command line: their profiles count as active, others are still loaded
  std::string working_directory;                   ///< where discovery starts; absolute
  std::map<std::string, std::string> environment;  ///< of the process
};

struct load_result {
  std::optional<project> loaded;  ///< absent when any problem is an error
  /// With errors, what could be read in spite of them: enough to judge the rest of the files, not to start anything.
  std::optional<project> readable;
  yaml_node tree;                 ///< merged from all files; null when they could not be read
  std::vector<problem> problems;  ///< warnings too, in file order
};

load_result load(load_options const& options);

}  // namespace dockverify::compose

// Which files of a folder are to be audited.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dockverify::audit {

enum class file_role { none, dockerfile, compose, ignore_file };

/// By a file's name: Dockerfile, Dockerfile.dev, api.Dockerfile, Containerfile; compose.yaml and its kin;
/// .dockerignore.
file_role role_of(std::string_view name);

struct found_files {
  std::vector<std::string> project_directories;  ///< folders with a default compose file; absolute, sorted
  std::vector<std::string> dockerfiles;          ///< absolute, sorted
  std::vector<std::string> unreadable;           ///< folders that could not be listed
};

/// Walks a folder without following links; what .gitignore files leave out is left out, .git too.
found_files discover(std::string const& directory);

}  // namespace dockverify::audit

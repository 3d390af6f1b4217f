// What git knows of files, read from its own: the index says which are tracked, .gitignore which are not to be. Git
// itself is not run.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/ignore_pattern.hpp"

namespace dockverify::audit {

/// The paths in an index file (versions 2 to 4), relative to the repository, sorted; nullopt: it is no such file.
std::optional<std::set<std::string, std::less<>>> tracked_paths(std::string_view index);

/// One .gitignore.
class git_ignore {
 public:
  explicit git_ignore(std::string_view text);

  /// What its last matching line says of a path relative to its folder; nullopt: none matches.
  [[nodiscard]] std::optional<bool> ignores(std::string_view path, bool folder) const;

 private:
  struct line {
    dockerfile::ignore_pattern pattern;
    bool negated = false, folders_only = false;
  };
  std::vector<line> lines_;
};

/// Answers for the files of a project; reads each index and .gitignore once.
class git_files {
 public:
  [[nodiscard]] bool is_tracked(std::string const& path);
  /// Excluded, itself or by a folder it lies in. Outside of a repository the .gitignore files from `top` down count.
  [[nodiscard]] bool is_ignored(std::string const& path, std::string const& top);

 private:
  struct repository {
    std::string top;
    std::set<std::string, std::less<>> tracked;
    std::optional<git_ignore> exclude;  ///< .git/info/exclude
  };
  repository const* repository_of(std::string const& path);
  git_ignore const* ignore_in(std::string const& directory);

  std::map<std::string, std::unique_ptr<repository>> repositories_;
  std::map<std::string, std::optional<git_ignore>> ignores_;
};

}  // namespace dockverify::audit

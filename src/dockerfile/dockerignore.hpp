// A .dockerignore as the builder reads it: which paths of a build context are left out. Last match wins, `!` takes
// back, a matched folder takes its children with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/ignore_pattern.hpp"

namespace dockverify::dockerfile {

class dockerignore {
 public:
  /// A line that the builder refuses. Lines count from 1.
  struct bad_line {
    int line = 0;
    std::string text, message;
  };
  struct rule {
    ignore_pattern pattern;
    bool exception = false;  ///< begins with !
    int line = 0;            ///< 0: added by the builder itself
  };

  dockerignore() = default;
  /// Reads the file's text; lines that are malformed go to `problems`.
  static dockerignore parse(std::string_view text, std::vector<bad_line>& problems);

  /// What matched for a folder: its children are judged on top of it.
  using state = std::vector<bool>;
  struct verdict {
    bool excluded = false;
    state matched;
  };
  /// For a walk from the top down: `parent` is the verdict of the folder `path` is in; empty at the top.
  [[nodiscard]] verdict judge(std::string const& path, state const& parent) const;
  /// For one path by itself, as a walk would come to it.
  [[nodiscard]] bool excluded(std::string const& path) const;
  /// Whether anything below an excluded folder could come back by an exception.
  [[nodiscard]] bool may_return_below(std::string const& folder) const;

  /// The builder needs this file whatever the patterns say.
  void keep(std::string const& path);
  [[nodiscard]] std::vector<rule> const& rules() const noexcept { return rules_; }

 private:
  std::vector<rule> rules_;
};

/// Go's filepath.Clean with slashes.
std::string clean_path(std::string_view path);

}  // namespace dockverify::dockerfile

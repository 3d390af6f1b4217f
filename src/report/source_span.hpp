// A place in a file the user wrote: what every finding about a file and every declared value points at.
#pragma once

#include <memory>
#include <string>
#include <utility>

namespace dockverify {

/// Lines and columns count from 1, columns in code points; line 0 means that only the file is known.
struct source_span {
  std::shared_ptr<std::string const> file;  ///< as the user named it; null: no place is known
  int line = 0;
  int column = 0;

  [[nodiscard]] bool known() const noexcept { return file != nullptr; }
  /// "compose.yaml:14:5", or "" when nothing is known.
  [[nodiscard]] std::string text() const {
    if (!file) return {};
    if (line == 0) return *file;
    return *file + ":" + std::to_string(line) + ":" + std::to_string(column);
  }
};

}  // namespace dockverify

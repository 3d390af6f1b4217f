// The edits that a report may show, with their places. An edit's text can repeat what it replaces, so lines that no
// format may quote are left alone.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "report/report.hpp"

namespace dockverify {

/// Lines and columns count from 1, columns in code points; the end is just behind what is replaced.
struct placed_edit {
  text_edit const* edit = nullptr;
  int line = 0, column = 0, end_line = 0, end_column = 0;
};

/// The report must stay as it is.
class fix_places {
 public:
  explicit fix_places(report const& r);

  /// All of a finding's edits. None when it has none, when one of the texts is not known, or when a line that they
  /// touch, or the finding's own, may hold a secret.
  [[nodiscard]] std::vector<placed_edit> of(finding const& f) const;

 private:
  struct file {
    std::string_view text;
    std::vector<std::size_t> starts;  // of the lines
    std::set<int> unquotable;
  };
  struct position {
    int line = 0, column = 0;
  };
  [[nodiscard]] static position at(file const& in, std::size_t offset);

  std::map<std::string_view, file, std::less<>> files_;
};

}  // namespace dockverify

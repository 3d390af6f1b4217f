// Mends what findings offer edits for: chooses the edits that fit together, shows them as a diff, writes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "audit/conceal.hpp"
#include "audit/gather.hpp"
#include "audit/line_diff.hpp"
#include "report/finding.hpp"

namespace dockverify::audit {

struct fix_options {
  bool unsafe = false;         ///< edits that can change what runs too
  std::string directory;       ///< absolute; the names of files that do not exist yet start here
  lines_by_file secret_lines;  ///< that are neither changed nor shown
};

/// One file before and after.
struct file_change {
  std::string shown, absolute;
  std::string before, after;
  std::vector<text_edit> edits;  ///< sorted; they do not overlap
  bool created = false;
  std::string diff;                   ///< unified, without lines that hold secrets
  std::vector<std::size_t> findings;  ///< that it mends, by their place in the list
};

enum class left_reason : std::uint8_t {
  unsafe,        ///< it can change what runs
  overlapping,   ///< with another edit: a second run mends it
  shared,        ///< an anchor, an alias or a merge key: the change would show elsewhere
  variable,      ///< inside of `${...}`
  secret,        ///< the line holds one
  not_writable,  ///< `text` says why
};
std::string_view to_string(left_reason why) noexcept;

/// A finding that has edits and was not mended.
struct left_finding {
  std::size_t finding = 0;
  left_reason why = left_reason::unsafe;
  std::string text;  ///< one sentence for the user
};

struct fix_plan {
  std::vector<file_change> files;   ///< by name
  std::vector<std::size_t> mended;  ///< by their place in the list of findings, sorted
  std::vector<left_finding> left;   ///< the same
};

/// Pure: reads and writes nothing. All edits of a finding are chosen or none; ignored findings have none.
fix_plan plan_fixes(std::vector<finding> const& findings, inputs const& read, fix_options const& options);

/// The diffs of all files.
std::string diff_of(fix_plan const& plan);

/// Writes the files, each whole or not at all. What can not be written leaves `files`, and its findings become left.
void apply(fix_plan& plan);

}  // namespace dockverify::audit

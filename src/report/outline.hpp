// What several formats say of a finding in the same way.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.hpp"

namespace dockverify {

/// Where a finding is shown by formats that need a file: its own place, else the project's main file.
source_span place_of(report const& r, finding const& f);

/// A file's name without a leading "./", as formats that compare it with a repository's paths need it.
std::string_view plain_path(source_span const& where);

/// "api: the container is privileged".
std::string headline(finding const& f);

/// "inline: reviewed in May", or "inline" when no reason was given.
std::string why_ignored(suppression const& s);

/// One for each finding of the report, in its order, never twice the same: the finding's own and, from the second of
/// its kind in a file on, a number.
std::vector<std::string> distinct_fingerprints(report const& r);

/// Ignored findings are counted as nothing else.
struct finding_counts {
  std::size_t errors = 0, warnings = 0, infos = 0, ignored = 0;
  std::size_t safe_fixes = 0, other_fixes = 0;  ///< findings that have edits
};
finding_counts counts_of(report const& r);

/// "2 errors, 1 warning, 1 ignored"; empty when nothing was found.
std::string in_words(finding_counts const& counts);

/// "120 checks: 118 passed, 2 failed"; empty when none was executed.
std::string in_words(check_counts const& counts);

}  // namespace dockverify

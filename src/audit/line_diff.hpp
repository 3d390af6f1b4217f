// Unified diffs of texts whose edits are known, so that nothing has to be guessed: `diff -u`, `patch` and git read
// them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "report/finding.hpp"

namespace dockverify::audit {

/// The text after its edits, which are sorted and do not overlap.
std::string edited(std::string_view text, std::vector<text_edit> const& edits);

/// Three lines of context; lines in `hidden` (from 1) are never context: there it is shorter. `created`: there was no
/// file before.
std::string unified_diff(std::string const& name, std::string_view text, std::vector<text_edit> const& edits,
                         bool created, std::set<int> const& hidden);

}  // namespace dockverify::audit

// What users have said they know: comments in Dockerfiles, ignore files and compose files, in dockverify's own form and
// in the peers' (rules.md, "Ignoring, as users already write it"), and entries of the configuration.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/gather.hpp"
#include "report/finding.hpp"
#include "rules/settings.hpp"

namespace dockverify::audit {

struct ignore {
  std::vector<std::string> rules;  ///< ids, names, peers' ids; empty: every rule
  std::string file;                ///< as shown; empty: any. A pattern with `*` may come from the configuration
  int first_line = 0;
  int last_line = std::numeric_limits<int>::max();
  std::string service;  ///< empty: any
  std::string reason;
  std::optional<rules::date> until;  ///< the last day on which it counts
  std::string source;                ///< "inline" or "configuration"
  source_span where;                 ///< of the comment or entry
};

/// "2027-01-31".
std::optional<rules::date> read_date(std::string_view text);
std::string write_date(rules::date const& day);

/// The comments of one file. Dockerfiles are read by their instructions, other files by lines.
std::vector<ignore> inline_ignores(rules::dockerfile_subject const& subject);
std::vector<ignore> inline_ignores(text_file const& yaml);

/// Marks what is ignored, and adds a finding for each entry that ignores nothing (DVA001) or has expired (DVA002).
void apply_ignores(std::vector<ignore> const& entries, rules::date today, std::vector<finding>& findings);

}  // namespace dockverify::audit

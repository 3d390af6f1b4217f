// What users have said they know: comments in Dockerfiles, ignore files and compose files, in dockverify's own form and
// in the peers' (rules.md, "Ignoring, as users already write it"), and entries of the configuration.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "audit/gather.hpp"
#include "report/finding.hpp"
#include "rules/settings.hpp"

namespace dockverify::audit {

struct ignore {
  std::vector<std::string> rules;  ///< ids, names, peers' ids; "BK:*" and "dclint:*": all of that peer
  std::string file;                ///< as shown; empty: any. A pattern with `*` may come from the configuration
  int first_line = 0;
  int last_line = std::numeric_limits<int>::max();
  std::string service;  ///< empty: any
  std::string reason;
  std::optional<rules::date> until;   ///< the last day on which it counts
  std::optional<std::string> no_day;  ///< what stands there instead: then it does not count
  std::string source;                 ///< "inline" or "configuration"
  source_span where;                  ///< of the comment or entry
};

/// "2027-01-31".
std::optional<rules::date> read_date(std::string_view text);
std::string write_date(rules::date const& day);

/// The comments of one file. Dockerfiles are read by their instructions, other files by lines.
std::vector<ignore> inline_ignores(rules::dockerfile_subject const& subject);
std::vector<ignore> inline_ignores(text_file const& yaml);

/// Services by name, with the files that they are built from.
using built_by = std::map<std::string, std::set<std::string>, std::less<>>;

/// It is about the service, or about a file that the service is built from.
bool is_of_service(finding const& f, std::string const& service, built_by const& services);

struct ignore_facts {
  rules::date today;
  bool require_reason = false;  ///< an entry without a reason does not count
  built_by services;
  /// The level of one of the rules on ignoring; nullopt: it is off.
  std::function<std::optional<severity>(std::string_view rule)> level_of;
  /// False for a rule that was not asked, because it is off or its program is not there: nobody knows then whether an
  /// entry is needed.
  std::function<bool(std::string_view id)> judged;
};

/// Marks what is ignored, and adds a finding for each entry that ignores nothing (DVA001), has expired (DVA002) or
/// lacks a reason that is wanted (DVA005).
void apply_ignores(std::vector<ignore> const& entries, ignore_facts const& facts, std::vector<finding>& findings);

}  // namespace dockverify::audit

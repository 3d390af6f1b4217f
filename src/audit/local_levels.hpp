// Levels that do not hold for the whole audit: of one service, by its x-dockverify, and of one Dockerfile, by its
// `# check=` directive. A rule is run when anybody wants it, and then its findings are settled one by one.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "audit/configuration.hpp"
#include "audit/gather.hpp"
#include "audit/ignores.hpp"
#include "report/finding.hpp"
#include "rules/runner.hpp"

namespace dockverify::audit {

class local_levels {
 public:
  local_levels(configuration const& configured, inputs const& read, rules::settings const& settings);

  /// What the rules are to be run with.
  [[nodiscard]] rules::levels const& for_run() const noexcept { return run_; }
  /// Takes out what is off where it was found, and gives the others the level of the place.
  void settle(std::vector<finding>& findings) const;

 private:
  /// Of the service that a finding is about, or that is built from its file; null: it says nothing of the rule.
  [[nodiscard]] rules::level const* of_service(finding const& f) const;

  std::map<std::string, rules::levels, std::less<>> services_;
  built_by files_;                                            ///< of the services with levels of their own
  std::map<std::string, std::set<std::string>> experiments_;  ///< rules that a file asks for, by its name
  std::set<std::string> strict_files_;                        ///< whose BuildKit checks are errors
  rules::levels run_;
  std::set<std::string> only_where_asked_;  ///< rules that are off elsewhere
};

/// The files that services are built from.
built_by built_from(rules::subjects const& all);

}  // namespace dockverify::audit

// What compose refuses, as findings of the rules that say so.
#pragma once

#include <vector>

#include "audit/gather.hpp"
#include "report/finding.hpp"
#include "report/report.hpp"
#include "rules/runner.hpp"
#include "rules/settings.hpp"

namespace dockverify::audit {

/// Of all problems that a rule stands for and does not find by itself.
std::vector<finding> problem_findings(inputs const& read, rules::settings const& settings,
                                      rules::levels const& overrides);

/// Those that stand at no place: files that can not be read, a wrong name on the command line. Nothing of them was
/// judged, so no finding could say it.
std::vector<report_error> problem_errors(inputs const& read);

}  // namespace dockverify::audit

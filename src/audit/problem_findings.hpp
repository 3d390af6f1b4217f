// What compose refuses, as findings of the rules that say so.
#pragma once

#include <vector>

#include "audit/gather.hpp"
#include "report/finding.hpp"
#include "rules/runner.hpp"
#include "rules/settings.hpp"

namespace dockverify::audit {

/// Of all problems that a rule stands for and does not find by itself.
std::vector<finding> problem_findings(inputs const& read, rules::settings const& settings,
                                      rules::levels const& overrides);

}  // namespace dockverify::audit

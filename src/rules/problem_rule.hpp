// What compose refuses is found while a project is loaded; these are the rules that those findings belong to.
#pragma once

#include "compose/project.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {

/// The rule that a problem of the loader is a case of; null: it is none's, and stays an error of loading or, as a
/// required variable without a value, says nothing about the files. A rule with a check of its own reports it there
/// when the project could be read, even in part. An error is one whatever the rule's level.
rule const* rule_of(compose::problem const& problem);

}  // namespace dockverify::rules

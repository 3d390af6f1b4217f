// Everything that can be reported, gathered from the rooms that report it: for `explain` and for the formats that carry
// a catalogue of rules.
#pragma once

#include <string_view>
#include <vector>

#include "report/rule_description.hpp"

namespace dockverify::jobs {

/// Audit rules, then what compares a stack with its files, then causes of failed starts; each by id.
std::vector<rule_description> const& catalogue();

/// What `name` stands for, in any case: the rule with this id; else those with this name; else those with this peer's
/// id ("DL3042", "StageNameCasing"). Several, when an audit rule and a comparison share it.
std::vector<rule_description const*> find_descriptions(std::string_view name);

/// The id or name that `wrong` may have been meant to be; empty: none is near.
std::string_view nearest_rule(std::string_view wrong);

}  // namespace dockverify::jobs

// What `explain` prints. Pure.
#pragma once

#include <string>
#include <vector>

#include "report/rule_description.hpp"

namespace dockverify::jobs {

/// Everything known of each rule, with how to ignore it.
std::string rule_pages(std::vector<rule_description const*> const& rules);

/// One line for each rule, under its family's title.
std::string rule_list(std::vector<rule_description> const& rules);

/// One JSON object, schema dockverify/rules/v1.
std::string rules_json(std::vector<rule_description const*> const& rules);

}  // namespace dockverify::jobs

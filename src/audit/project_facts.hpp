// What rules need to know of a project that its compose files do not say: what lies at the paths they name, what git
// thinks of it, and where the variables of env files stand.
#pragma once

#include <functional>
#include <string>

#include "compose/load.hpp"
#include "rules/subjects.hpp"

namespace dockverify::audit {

/// `shown` says how a file is named to the user.
void add_facts(rules::project_subject& subject, compose::load_result const& loaded,
               std::function<std::string(std::string const&)> const& shown);

}  // namespace dockverify::audit

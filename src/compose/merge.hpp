// Several files and documents as one tree: what a later one says about a value of an earlier one (compose.md 3.2).
#pragma once

#include <string>

#include "compose/problem_log.hpp"
#include "compose/yaml_tree.hpp"

namespace dockverify::compose {

/// Lays `later` over `base`, both whole compose files; `!reset` and `!override` are applied and gone afterwards.
void merge_file(yaml_node& base, yaml_node later, problem_log& log);

/// The same for one service: `later`, called `name`, extends `base`.
void merge_service(yaml_node& base, yaml_node later, std::string const& name, problem_log& log);

}  // namespace dockverify::compose

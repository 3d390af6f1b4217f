// What must hold between the parts of a project: references, exclusive attributes, limits said twice, cycles
// (compose.md 3.2).
#pragma once

#include "compose/problem_log.hpp"
#include "compose/project.hpp"
#include "compose/yaml_tree.hpp"

namespace dockverify::compose {

/// `root` is the merged file: what it has but could not be read is not reported as missing, and messages show
/// its text instead of what variables hold.
void check_project(project const& p, yaml_node const& root, problem_log& log);

/// The part of it that does not depend on what variables hold.
void check_written(project const& p, yaml_node const& root, problem_log& log);

}  // namespace dockverify::compose

// Runs rules over subjects. Pure: what it sees is what it was given.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "report/finding.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {

/// Levels other than the rules' own, by id.
using levels = std::map<std::string, level, std::less<>>;

/// What is said of a rule, else its own for the environment.
level level_in_force(rule const& one, settings const& settings, levels const& overrides);

struct run_result {
  std::vector<finding> findings;
  std::size_t checks = 0;  ///< pairs of a rule and a subject that were judged
  std::size_t failed = 0;  ///< those with a finding
  /// In which a rule has found a secret, by file: of an instruction all its lines.
  std::set<std::pair<std::string, int>> secret_lines;
};

/// Everything of one audit; null members and empty lists are fine.
struct subjects {
  std::vector<dockerfile_subject const*> dockerfiles;
  std::vector<context_subject const*> contexts;
  std::vector<project_subject const*> projects;
  /// Of Dockerfiles that no project builds; a project has its own.
  std::vector<image_subject> images;
};

/// The text of a source line, for excerpts; empty when it is not known.
using line_lookup = std::function<std::string(source_span const&)>;

run_result run(subjects const& all, settings const& settings, levels const& overrides, line_lookup const& lines);

}  // namespace dockverify::rules

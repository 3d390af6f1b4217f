// Rule tests are tables: files in, what one rule says of them out.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/runner.hpp"

namespace dockverify::rules::test {

/// File names, relative to a project's directory, and their contents. A name that ends in `/` is an empty folder.
using files = std::map<std::string, std::string>;

struct audit_options {
  environment where = environment::dev;
  std::vector<std::string> paths;                ///< what the audit is called with; empty: the whole directory
  std::map<std::string, std::string> variables;  ///< of the process
  settings rules_settings;                       ///< environment and today aside
  rules::levels levels;                          ///< of rules, as a configuration sets them
};

/// Where a rule finds something: "Dockerfile:3", in order; with `aliases` "Dockerfile:3 DL3042", when they are not all
/// of the rule's; with `severity` "Dockerfile:3 error" when it is not the rule's level. 2026-11-23 is today.
std::vector<std::string> found(std::string_view rule, files const& project, audit_options const& options = {});

/// The same for a single Dockerfile, as line numbers: {3}.
std::vector<int> lines(std::string_view rule, std::string_view dockerfile, audit_options const& options = {});

/// The same for a single compose.yaml.
std::vector<int> compose_lines(std::string_view rule, std::string_view yaml, audit_options const& options = {});

/// The aliases of each finding, with a blank between them.
std::vector<std::string> aliases_in(std::string_view rule, files const& project);

/// The messages of one rule.
std::vector<std::string> messages(std::string_view rule, files const& project, audit_options const& options = {});

/// A file after the rule's edits, unsafe ones too.
std::string fixed(std::string_view rule, files const& project, std::string const& file,
                  audit_options const& options = {});
/// The same with the safe edits alone.
std::string safely_fixed(std::string_view rule, files const& project, std::string const& file,
                         audit_options const& options = {});

/// What the rule still says after its edits, unsafe ones too, and what others say then and did not before: warnings and
/// errors.
std::vector<std::string> wrong_after_fix(std::string_view rule, files const& project,
                                         audit_options const& options = {});

}  // namespace dockverify::rules::test

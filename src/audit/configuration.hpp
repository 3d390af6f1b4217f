// What a project tells its audit: `.dockverify.yaml` in the working directory or above, and `x-dockverify` in a compose
// file, which have the same keys: environment, rules, ignore, require_reason, trusted_registries, labels,
// strict_labels, context, not_secret, non_root_bases.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/ignores.hpp"
#include "compose/problem_log.hpp"
#include "compose/yaml_tree.hpp"
#include "rules/runner.hpp"
#include "rules/settings.hpp"

namespace dockverify::audit {

struct configuration {
  std::optional<rules::environment> environment;
  rules::levels levels;
  std::map<std::string, rules::levels, std::less<>> service_levels;  ///< of one service alone
  std::vector<ignore> ignores;
  std::optional<bool> require_reason;
  std::vector<std::string> trusted_registries;
  std::map<std::string, rules::label_type> labels;
  std::optional<bool> strict_labels;
  std::optional<std::uint64_t> context_bytes;
  std::optional<std::size_t> context_files;
  std::vector<std::string> not_secret;
  std::vector<std::string> non_root_bases;
};

/// Reads a mapping with the keys above. Unknown keys and rules are problems, with the nearest name.
configuration read_configuration(compose::yaml_node const& node, compose::problem_log& log);

/// The configuration file that counts for a directory: its own or that of the nearest folder above; empty: none.
std::string find_configuration(std::string const& directory);

/// Later values win over earlier ones; lists are joined.
void merge(configuration& base, configuration later);

/// Puts what is configured into the settings; the environment only when `keep_environment` is false.
void apply(configuration const& from, rules::settings& settings, bool keep_environment);

}  // namespace dockverify::audit

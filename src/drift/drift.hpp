// Compares the files with what runs and says for each difference what was declared, what is configured, what is in
// force, how the difference can have come about and how to end it. Pure: a snapshot in, findings out (runtime.md
// section 2).
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compose/project.hpp"
#include "observe/live_stack.hpp"
#include "report/report.hpp"

namespace dockverify::drift {

struct options {
  std::vector<std::string> services;  ///< empty: all, orphans included
  /// Image ids by reference where they are known better than from the snapshot, e.g. just built or pulled.
  std::map<std::string, std::string> expected_images;
  /// Ids of containers whose healthcheck has just succeeded when we ran it: the engine's own `starting` says nothing
  /// against them.
  std::set<std::string> ready_containers;
  /// Keys whose values the declaration does not tell, "services.db.environment.DB_PASSWORD": each is a check that could
  /// not be determined.
  std::vector<std::string> hidden;
};

/// A check whose facts could not be had: never a pass.
struct undetermined_check {
  std::string service, container;
  std::string name;  ///< e.g. "cpus"
  std::string why;
};

struct drift_result {
  std::vector<finding> findings;
  check_counts checks;  ///< every single comparison is one check
  std::vector<undetermined_check> undetermined;
};

/// What is reported under one id, for `explain` and the formats with a catalogue.
struct rule {
  std::string_view id, name;
  std::string_view alias;  ///< of a benchmark; may be empty
  severity level;          ///< the highest; a difference that only makes the container stricter is told with less
  std::string_view summary;
};
/// In the order of their ids.
std::span<rule const> all_rules();

drift_result compare(compose::project const& project, observe::live_stack const& live, options const& how = {});

}  // namespace dockverify::drift

// A project as dockverify.lock has it, to hold a live stack to on a machine without the sources.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "jobs/job.hpp"

namespace dockverify::jobs {

struct locked_load {
  std::optional<compose::project> project;  ///< absent: the report's status says why
  std::vector<std::string> hidden;          ///< keys whose values the lock does not hold
};

/// The lock that `options.lock_file` names; of several projects the one that -p names. `directory`: where the project's
/// relative paths start; empty: --project-directory, else the lock's folder.
locked_load load_locked(job_options const& options, std::string const& directory, report& r);

}  // namespace dockverify::jobs

// The resolved project; no engine.
#include "compose/canonical.hpp"
#include "jobs/job.hpp"
#include "jobs/session.hpp"

namespace dockverify::jobs {

report config(job_options const& options, nlohmann::ordered_json& resolved) {
  report r;
  r.command = "config";
  auto const project = load_project(options, r);
  if (project) resolved = compose::canonical(*project, compose::model_view::json);
  conclude(r, options.threshold, false);
  return r;
}

}  // namespace dockverify::jobs

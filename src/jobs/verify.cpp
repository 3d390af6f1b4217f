// The smoke check of a stack that runs, whoever started it. The client is read-only: no write call can leave it.
#include "drift/drift.hpp"
#include "jobs/job.hpp"
#include "jobs/secrets.hpp"
#include "jobs/session.hpp"
#include "jobs/status.hpp"

namespace dockverify::jobs {

io::awaitable<report> verify(job_context context) {
  report r;
  r.command = "verify";
  auto const opened = co_await open_session(context, true, true, r);
  auto const& project = opened.project;
  auto const& live = opened.live;
  if (live) {
    drift::options what;
    what.services = context.options.services;
    auto result = drift::compare(*project, *live, what);
    r.checks = result.checks;
    for (auto& f : result.findings) r.findings.push_back(std::move(f));
    for (auto const& missing : result.undetermined)
      r.notes.push_back(missing.container + ": " + missing.name + " could not be determined: " + missing.why);
    for (auto const& [name, service] : project->services) {
      auto const& named = what.services;
      if (named.empty() || std::find(named.begin(), named.end(), name) != named.end())
        r.services.push_back(live_status(*project, *live, name));
    }
  }
  if (project) mask(r, *project, context.options.show_values);
  finish(r, context, live.has_value());
  co_return r;
}

}  // namespace dockverify::jobs

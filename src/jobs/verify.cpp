// The smoke check of a stack that runs, whoever started it. The client is read-only: no write call can leave it.
#include "drift/drift.hpp"
#include "jobs/health_wait.hpp"
#include "jobs/job.hpp"
#include "jobs/published_ports.hpp"
#include "jobs/secrets.hpp"
#include "jobs/session.hpp"
#include "jobs/status.hpp"

namespace dockverify::jobs {

io::awaitable<report> verify(job_context context) {
  report r;
  r.command = "verify";
  auto opened = co_await open_session(context, session_kind::check, true, r);
  auto const& project = opened.project;
  auto& live = opened.live;
  if (live) {
    context.interrupt.on_interrupt([client = opened.client.get()] { client->shutdown(); });
    auto decided = co_await wait_for_health(*opened.client, *project, std::move(*live), context);
    context.interrupt.forget();
    if (decided) {
      live = std::move(*decided);
      if (io::clock::now() >= context.deadline())
        report_failure({io::failure_kind::timed_out, {}, 0, "the healthchecks to decide", {}}, r);
    } else {
      report_failure(decided.error(), r);
      live.reset();
    }
  }
  if (live) {
    drift::options what;
    what.services = context.options.services;
    what.hidden = opened.hidden;
    auto result = drift::compare(*project, *live, what);
    r.checks = result.checks;
    auto ports = co_await probe_published_ports(*project, *live, context.options.services, context.deadline());
    add_checks(ports.checks, r);
    for (auto& f : ports.findings) r.findings.push_back(std::move(f));
    for (auto& sentence : ports.undetermined) r.notes.push_back(std::move(sentence));
    for (auto& f : result.findings) r.findings.push_back(std::move(f));
    for (auto const& missing : result.undetermined)
      r.notes.push_back(missing.container + ": " + missing.name + " could not be determined: " + missing.why);
    for (auto const& [name, service] : project->services) {
      if (is_selected(what.services, name)) r.services.push_back(live_status(*project, *live, name));
    }
  }
  if (project) mask(r, *project, context.options.show_values);
  finish(r, context, live.has_value());
  co_return r;
}

}  // namespace dockverify::jobs

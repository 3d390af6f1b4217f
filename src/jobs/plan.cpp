// What `up` would do and why. The client is read-only.
#include "plan/plan.hpp"

#include "jobs/job.hpp"
#include "jobs/session.hpp"
#include "jobs/status.hpp"

namespace dockverify::jobs {
namespace {

void tell(report& r, std::string what, std::string const& name, std::string const& detail = {}) {
  r.notes.push_back(std::move(what) + " " + name + (detail.empty() ? "" : ": " + detail));
}

void tell_containers(plan::steps const& steps, report& r) {
  for (auto const& step : steps.containers) {
    if (step.action == plan::container_action::keep) continue;
    tell(r, std::string(to_string(step.action)), "container " + step.name);
    for (auto const& change : step.changes)
      r.notes.push_back(
          "  " + change.key +
          (change.before.empty() && change.after.empty() ? "" : ": " + change.before + " -> " + change.after) +
          (change.where.known() ? "  (" + change.where.text() + ")" : ""));
  }
}

/// The services' rows say what would become of them.
void add_services(compose::project const& p, observe::live_stack const& live, plan::steps const& steps, report& r) {
  for (auto const& step : steps.containers) {
    if (r.services.empty() || r.services.back().name != step.service) {
      r.services.push_back(live_status(p, live, step.service));
      r.services.back().action = to_string(step.action);
    }
    auto& service = r.services.back();
    if (step.action != plan::container_action::keep) service.action = to_string(step.action);
    for (auto const& change : step.changes)
      if (std::find(service.changed_keys.begin(), service.changed_keys.end(), change.key) == service.changed_keys.end())
        service.changed_keys.push_back(change.key);
  }
}

}  // namespace

io::awaitable<report> plan(job_context context) {
  report r;
  r.command = "plan";
  auto const opened = co_await open_session(context, session_kind::plan, false, r);
  auto const& project = opened.project;
  auto const& live = opened.live;
  if (live) {
    plan::options const options{context.options.services, context.options.force_recreate, context.options.build};
    for (auto const& image : plan::images(*project, *live, options, live->engine.system_time))
      if (image.action != plan::image_action::keep)
        tell(r, image.action == plan::image_action::pull ? "pull" : "build", "image " + image.reference,
             "services that use it are planned as if it did not change");
    auto const steps = plan::make(*project, *live, options);
    for (auto const& problem : steps.problems) {
      r.errors.push_back({problem.code, problem.message, problem.advice, problem.where});
      r.status = exit_status::not_started;
    }
    for (auto const& network : steps.networks)
      if (network.action != plan::network_action::keep)
        tell(r, network.action == plan::network_action::create ? "create" : "replace", "network " + network.name);
    for (auto const& volume : steps.volumes)
      if (volume.action == plan::volume_action::create) tell(r, "create", "volume " + volume.name);
    tell_containers(steps, r);
    add_services(*project, *live, steps, r);
    for (auto const& surplus : steps.scale_down)
      tell(r, "remove", "container " + surplus.name, "more replicas than declared");
    if (context.options.remove_orphans)
      for (auto const& orphan : steps.orphans)
        tell(r, "remove", "container " + orphan.name, "its service is not in the file");
    for (auto const& warning : steps.warnings) r.notes.push_back("warning: " + warning);
    if (r.notes.empty() && r.errors.empty())
      r.notes.push_back("nothing to do: " + std::to_string(steps.containers.size()) + " containers are as declared");
  }
  finish(r, context, false);
  co_return r;
}

}  // namespace dockverify::jobs

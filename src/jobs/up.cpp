// load, connect, look, carry out the plan, explain what failed, verify what runs.
#include "up/up.hpp"

#include "drift/drift.hpp"
#include "jobs/failures.hpp"
#include "jobs/job.hpp"
#include "jobs/secrets.hpp"
#include "jobs/session.hpp"
#include "mapping/values.hpp"
#include "observe/snapshot.hpp"

namespace dockverify::jobs {
namespace {

using up::readiness;

std::string action_word(plan::container_action action) {
  switch (action) {
    case plan::container_action::keep:
      return "unchanged";
    case plan::container_action::start:
      return "started";
    case plan::container_action::restart:
      return "restarted";
    case plan::container_action::create:
      return "created";
    case plan::container_action::recreate:
      return "recreated";
  }
  return {};
}

std::optional<std::int64_t> count(std::optional<up::milliseconds> t) {
  if (!t) return std::nullopt;
  return t->count();
}

container_status status_of(up::tracker const& t) {
  container_status out;
  out.id = t.id;
  out.name = t.step.name;
  auto const seen = up::state_of(t.inspect);
  out.state = t.id.empty() ? "absent" : seen.status.empty() ? "created" : seen.status;
  out.health = seen.status == "running" ? seen.health.value_or("") : std::string();
  out.restarts = seen.restart_count;
  out.created_ms = count(t.created_at);
  out.started_ms = count(t.started_at);
  if (t.machine.current() == readiness::state::ready) out.ready_ms = t.machine.ready_at().count();
  return out;
}

void add_services(compose::project const& p, up::up_outcome const& outcome, report& r) {
  std::map<std::string, std::size_t> at;
  for (auto const& t : outcome.containers) {
    auto const [place, fresh] = at.try_emplace(t->step.service, r.services.size());
    if (fresh) {
      service_status service;
      service.name = t->step.service;
      service.image = mapping::image_reference(p, *t->service);
      service.ready = true;
      service.how = t->machine.how();
      service.action = action_word(t->step.action);
      r.services.push_back(std::move(service));
    }
    auto& service = r.services[place->second];
    bool const ready = t->machine.current() == readiness::state::ready;
    service.ready = service.ready && ready;
    if (!ready) {
      service.how = ready_by::none;
      service.reason = t->blocked               ? "blocked by " + t->blocked_by
                       : t->waiting_for.empty() ? t->machine.reason()
                                                : "waiting for " + t->waiting_for;
    }
    if (t->step.action != plan::container_action::keep) service.action = action_word(t->step.action);
    for (auto const& change : t->step.changes)
      if (std::find(service.changed_keys.begin(), service.changed_keys.end(), change.key) == service.changed_keys.end())
        service.changed_keys.push_back(change.key);
    service.containers.push_back(status_of(*t));
    // Each service's readiness is one check of its own.
    ++r.checks.executed;
    ++(ready ? r.checks.passed : r.checks.failed);
  }
}

void add_problems(up::up_outcome const& outcome, report& r) {
  for (auto const& problem : outcome.problems) {
    r.errors.push_back({problem.code, problem.message, problem.advice, problem.where});
    r.status = exit_status::not_started;
  }
  for (auto const& f : outcome.findings) {
    r.findings.push_back(f);
    r.status = exit_status::not_started;
  }
  for (auto const& warning : outcome.warnings) r.notes.push_back("warning: " + warning);
  if (outcome.plan.orphans.empty()) return;
  std::string names;
  for (auto const& orphan : outcome.plan.orphans) names += (names.empty() ? "" : ", ") + orphan.name;
  r.notes.push_back("warning: containers of this project whose service is not in the file: " + names +
                    " (--remove-orphans removes them)");
}

void add_changes(up::up_outcome const& outcome, report& r) {
  for (auto const& t : outcome.containers)
    for (auto const& change : t->step.changes)
      r.notes.push_back(
          t->label() + ": recreated because " + change.key +
          (change.before.empty() && change.after.empty() ? "" : " was " + change.before + ", is " + change.after) +
          (change.where.known() ? " (" + change.where.text() + ")" : ""));
}

/// What `verify` would say, on the containers as they are now.
io::awaitable<void> verify_result(engine::client& client, compose::project const& p, job_context context,
                                  up::up_outcome const& outcome, report& r) {
  report looked;
  auto const live = co_await look(client, p, context, true, looked);
  if (!live) {
    r.notes.push_back("warning: the running containers could not be compared with the file: " +
                      looked.errors.front().message);
    ++r.checks.executed;
    ++r.checks.undetermined;
    co_return;
  }
  drift::options what;
  what.services = context.options.services.empty() ? std::vector<std::string>()
                                                   : plan::selected_services(p, context.options.services);
  for (auto const& t : outcome.containers)
    if (t->machine.how() == ready_by::eager) what.ready_containers.insert(t->id);
  auto result = drift::compare(p, *live, what);
  add_checks(result.checks, r);
  for (auto& f : result.findings) r.findings.push_back(std::move(f));
}

void set_status(up::up_outcome const& outcome, report& r) {
  if (outcome.interrupted) {
    r.status = exit_status::interrupted;
  } else if (outcome.engine_lost) {
    report_failure(*outcome.engine_lost, r);
    r.errors.back().advice =
        "containers that were started go on when the engine is back; run dockverify up again to finish";
  } else if (outcome.timed_out) {
    r.errors.push_back(
        {"deadline", "the deadline passed before everything was ready", "give the run more time with --timeout", {}});
    r.status = exit_status::timeout;
  } else if (outcome.problems.empty() && outcome.findings.empty() && !outcome.all_ready()) {
    r.status = exit_status::not_started;
  }
}

}  // namespace

io::awaitable<report> up(job_context context) {
  report r;
  r.command = "up";
  auto opened = co_await open_session(context, session_kind::start, false, r);
  auto const& project = opened.project;
  auto const& client = opened.client;
  auto& live = opened.live;
  if (!live) {
    finish(r, context, false);
    co_return r;
  }

  up::up_options options;
  options.what = {context.options.services, context.options.force_recreate, context.options.build};
  options.remove_orphans = context.options.remove_orphans;
  options.trust_probe = context.options.trust_probe;
  options.stable_for = context.options.stable_for;
  options.deadline = context.deadline();
  options.begun = context.begun;
  up::runner runner(*client, *project, std::move(*live), options, context.progress);
  context.interrupt.on_interrupt([&runner] { runner.interrupt(); });
  auto const outcome = co_await runner.run(context.executor);
  context.interrupt.forget();

  add_problems(outcome, r);
  add_changes(outcome, r);
  r.timeline = outcome.timeline;
  set_status(outcome, r);
  if (!outcome.engine_lost && !outcome.all_ready()) {
    // The run's own deadline may have passed: evidence gets a short one of its own.
    auto findings = co_await explain_failures(*client, *project, outcome, io::clock::now() + std::chrono::seconds(5));
    for (auto& f : findings) r.findings.push_back(std::move(f));
  }
  if (r.status == exit_status::ok && outcome.all_ready())
    co_await verify_result(*client, *project, context, outcome, r);
  add_services(*project, outcome, r);
  mask(r, *project, context.options.show_values);
  finish(r, context, true);
  co_return r;
}

}  // namespace dockverify::jobs

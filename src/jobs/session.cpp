#include "jobs/session.hpp"

#include <algorithm>

#include "compose/problem_log.hpp"
#include "jobs/catalogue.hpp"
#include "jobs/locked.hpp"
#include "mapping/row.hpp"
#include "observe/snapshot.hpp"
#include "plan/labels.hpp"

namespace dockverify::jobs {

bool take_problems(compose::load_result& result, report& r) {
  for (auto& problem : result.problems) {
    if (problem.error) {
      r.errors.push_back(
          {"config-invalid", std::move(problem.message), std::move(problem.advice), std::move(problem.where)});
      r.status = exit_status::usage;
    } else {
      finding warning;
      warning.rule = "DVC000";
      warning.name = "compose-file";
      warning.level = severity::warning;
      warning.where = std::move(problem.where);
      warning.message = std::move(problem.message);
      warning.advice = std::move(problem.advice);
      r.findings.push_back(std::move(warning));
    }
  }
  if (!result.loaded) {
    r.status = exit_status::usage;
    return false;
  }
  r.project_name = result.loaded->name;
  r.project_directory = result.loaded->directory;
  r.files = result.loaded->files;
  if (!result.sources.empty()) r.main_file = result.sources.front().shown;
  return true;
}

std::optional<compose::project> load_project(job_options const& options, report& r) {
  auto result = compose::load(options.project);
  if (!take_problems(result, r)) return std::nullopt;
  return std::move(result.loaded);
}

bool check_service_names(compose::project const& p, std::vector<std::string> const& named, report& r) {
  std::vector<std::string> known;
  for (auto const& [name, unused] : p.services) known.push_back(name);
  if (known.empty()) {
    r.errors.push_back(
        {"no-services",
         "the project has no service to work on",
         p.disabled_services.empty() ? "write services:" : "all its services belong to profiles; add --profile",
         {}});
    r.status = exit_status::usage;
  }
  for (auto const& name : named) {
    if (p.services.contains(name)) continue;
    bool const disabled = p.disabled_services.contains(name);
    auto const near = compose::nearest(name, known);
    r.errors.push_back({"unknown-service",
                        "no such service: " + name,
                        disabled       ? "it belongs to a profile that is not active; add --profile"
                        : near.empty() ? "the project has no services of that kind"
                                       : "did you mean " + near + "?",
                        {}});
    r.status = exit_status::usage;
  }
  return r.status == exit_status::ok;
}

bool check_startable(compose::project const& p, std::vector<std::string> const& named, report& r) {
  for (auto const& [name, service] : p.services) {
    if (!is_selected(named, name)) continue;
    if (service.provider) {
      r.errors.push_back({"unsupported",
                          "service " + name + " is made by the provider `" + service.provider->type +
                              "`, a program outside of the engine, which dockverify does not run",
                          "start the stack with docker compose up, then check it with dockverify verify",
                          service.where("provider")});
    } else if (!service.models.empty()) {
      r.errors.push_back({"unsupported", "service " + name + " uses models, which dockverify does not serve",
                          "start the stack with docker compose up, then check it with dockverify verify",
                          service.where("models")});
    }
  }
  if (!r.errors.empty()) r.status = exit_status::usage;
  return r.errors.empty();
}

void leave_out_providers(compose::project& p, report& r) {
  for (auto at = p.services.begin(); at != p.services.end();) {
    if (!at->second.provider) {
      ++at;
      continue;
    }
    r.notes.push_back("service " + at->first + " is made by the provider " + at->second.provider->type +
                      " outside of the engine: not checked");
    at = p.services.erase(at);
  }
  for (auto& [name, service] : p.services)
    std::erase_if(service.depends_on, [&](auto const& needed) { return !p.services.contains(needed.first); });
}

namespace {

/// "Broken pipe" alone says nothing; messages of failed connections name the engine themselves.
std::string lost_text(io::failure const& f) {
  if (f.message.find("engine") != std::string::npos) return f.message;
  return "the connection to the engine broke off (" + f.operation + "): " + f.message;
}

}  // namespace

void report_failure(io::failure const& f, report& r) {
  switch (f.kind) {
    case io::failure_kind::timed_out:
      r.errors.push_back({"deadline",
                          "the deadline passed while waiting for " + f.operation,
                          "give the run more time with --timeout",
                          {}});
      r.status = exit_status::timeout;
      return;
    case io::failure_kind::cancelled:
      r.errors.push_back({"interrupted", "interrupted", {}, {}});
      r.status = exit_status::interrupted;
      return;
    case io::failure_kind::unreachable:
      r.errors.push_back({"engine-unreachable",
                          lost_text(f),
                          "start the engine, or name another one with -H/--host, --context or DOCKER_HOST",
                          {}});
      break;
    case io::failure_kind::denied:
      if (f.http_status == 403) {
        r.errors.push_back({"engine-refused", f.describe(), {}, {}});
        break;
      }
      r.errors.push_back(
          {"engine-denied", f.message, "join the docker group or run as a user who may talk to the engine", {}});
      break;
    case io::failure_kind::unsupported:
      r.errors.push_back({"engine-unsupported", f.message, {}, {}});
      break;
    default:
      r.errors.push_back({"engine-error", f.describe(), {}, {}});
  }
  r.status = exit_status::engine;
}

io::awaitable<std::unique_ptr<engine::client>> connect(job_context context, bool read_only, report& r) {
  auto const where = engine::select_endpoint(context.options.engine, context.options.environment);
  if (!where) {
    r.errors.push_back({"engine-address", where.error().message, {}, {}});
    r.status = exit_status::usage;
    co_return nullptr;
  }
  engine::client_options options;
  options.read_only = read_only;
  options.pool_size = 16;
  options.log = context.options.log;
  auto client = std::make_unique<engine::client>(context.executor, *where, options);
  engine::call_options call;
  call.deadline = std::min(context.deadline(), io::clock::now() + std::chrono::seconds(30));
  auto const connected = co_await client->connect(call);
  if (connected) co_return client;
  report_failure(connected.error(), r);
  co_return nullptr;
}

io::awaitable<std::optional<observe::live_stack>> look(engine::client& client, compose::project const& p,
                                                       job_context context, bool facts, report& r) {
  observe::snapshot_query query;
  query.project = p.name;
  query.facts = facts;
  for (auto const& [name, service] : p.services) query.images.push_back(mapping::image_reference(p, service));
  for (auto const& [key, network] : p.networks) query.networks.push_back(network.name);
  for (auto const& [key, volume] : p.volumes) query.volumes.push_back(volume.name);
  engine::call_options call;
  call.deadline = context.deadline();
  auto live = co_await observe::snapshot(client, std::move(query), call);
  if (!live) {
    report_failure(live.error(), r);
    co_return std::nullopt;
  }
  r.engine = facts_of(live->engine);
  co_return std::move(*live);
}

namespace {

/// The sources are elsewhere: the containers' labels tell where the project's paths began.
void start_paths_where_it_runs(job_options const& options, session& s, report& r) {
  std::string directory;
  for (auto const& container : s.live->containers) {
    auto const label = container.labels.find(std::string(plan::label::working_dir));
    if (label == container.labels.end() || label->second.empty()) continue;
    if (!directory.empty() && label->second != directory) return;
    directory = label->second;
  }
  if (directory.empty() || directory == s.project->directory || !options.project.project_directory.empty()) return;
  auto again = load_locked(options, directory, r);
  if (!again.project) return;
  s.project = std::move(again.project);
  leave_out_providers(*s.project, r);
  r.notes.push_back("paths of " + *options.lock_file + " start at " + directory + ", as the containers' labels say");
}

}  // namespace

io::awaitable<session> open_session(job_context context, session_kind kind, bool facts, report& r) {
  bool const starts = kind != session_kind::check;
  session out;
  if (context.options.lock_file) {
    auto locked = load_locked(context.options, {}, r);
    out.project = std::move(locked.project);
    out.hidden = std::move(locked.hidden);
  } else {
    out.project = load_project(context.options, r);
  }
  if (!out.project || !check_service_names(*out.project, context.options.services, r)) co_return out;
  if (starts && !check_startable(*out.project, context.options.services, r)) co_return out;
  leave_out_providers(*out.project, r);
  out.client = co_await connect(context, kind != session_kind::start, r);
  if (!out.client) co_return out;
  context.interrupt.on_interrupt([client = out.client.get()] { client->shutdown(); });
  out.live = co_await look(*out.client, *out.project, context, facts, r);
  context.interrupt.forget();
  if (out.live && context.options.lock_file) start_paths_where_it_runs(context.options, out, r);
  co_return out;
}

bool is_selected(std::vector<std::string> const& named, std::string const& service) {
  return named.empty() || std::find(named.begin(), named.end(), service) != named.end();
}

void add_checks(check_counts const& counts, report& r) {
  r.checks.executed += counts.executed;
  r.checks.passed += counts.passed;
  r.checks.failed += counts.failed;
  r.checks.undetermined += counts.undetermined;
}

engine_facts facts_of(observe::engine_host const& host) {
  return {host.address, host.version, host.api_version, host.os, host.arch};
}

void finish(report& r, job_context const& context, bool must_check) {
  r.elapsed_ms = std::chrono::duration_cast<std::chrono::milliseconds>(io::clock::now() - context.begun).count();
  r.rules = catalogue();
  conclude(r, context.options.threshold, must_check);
}

}  // namespace dockverify::jobs

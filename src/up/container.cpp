// One container from nothing to running: create, wait for what it depends on, start.
#include "compose/canonical.hpp"
#include "mapping/values.hpp"
#include "observe/timestamp.hpp"
#include "plan/identity.hpp"
#include "plan/labels.hpp"
#include "up/files.hpp"
#include "up/run_state.hpp"

namespace dockverify::up {
namespace {

using observe::json;
using plan::container_action;

bool is_anonymous_volume(json const& mount) {
  auto const name = mapping::string_at(mount, "Name");
  return mapping::string_at(mount, "Type") == "volume" && name.size() == 64 &&
         name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// A recreated container keeps the anonymous volumes of the old one, by target, as docker compose does.
void carry_anonymous_volumes(json const& old_inspect, json& request) {
  auto const& old_mounts = observe::at_path(old_inspect, "Mounts");
  if (!old_mounts.is_array()) return;
  auto& mounts = request["HostConfig"]["Mounts"];
  if (!mounts.is_array()) mounts = json::array();
  std::set<std::string> bound;
  for (auto const& bind : mapping::strings_at(request, "HostConfig.Binds")) {
    auto const from = bind.find(':');
    bound.insert(bind.substr(from + 1, bind.find(':', from + 1) - from - 1));
  }
  for (auto const& old : old_mounts) {
    auto const target = mapping::string_at(old, "Destination");
    if (!is_anonymous_volume(old) || bound.contains(target)) continue;
    auto const same = std::find_if(mounts.begin(), mounts.end(),
                                   [&](json const& m) { return mapping::string_at(m, "Target") == target; });
    if (same == mounts.end())
      mounts.push_back({{"Type", "volume"}, {"Source", mapping::string_at(old, "Name")}, {"Target", target}});
    else if (mapping::string_at(*same, "Type") == "volume" && mapping::string_at(*same, "Source").empty())
      (*same)["Source"] = mapping::string_at(old, "Name");
  }
}

json const& inspect_of(run_state const& run, std::string const& id) {
  static json const none;
  for (auto const& container : run.live.containers)
    if (container.id == id) return container.inspect;
  return none;
}

/// What has to exist before a create: nullptr when all is there, the refusal of the first that cannot be had, or
/// `pending`.
struct requirement {
  bool pending = false;
  diagnose::refused_call const* refused = nullptr;
  std::string what;
};

requirement resources_of(run_state const& run, tracker const& t) {
  requirement out;
  auto const need = [&](std::string const& kind, std::string const& key, std::set<std::string> const& ready) {
    if (ready.contains(key)) return;
    auto const refused = run.resources_refused.find(kind + " " + key);
    if (refused == run.resources_refused.end()) {
      out.pending = true;
    } else {
      out.refused = &refused->second;
      out.what = kind + " " + key + " could not be created";
    }
  };
  for (auto const& [key, unused] : t.service->networks) need("network", key, run.networks_ready);
  for (auto const& m : t.service->volumes)
    if (m.type == "volume" && run.project.volumes.contains(m.source)) need("volume", m.source, run.volumes_ready);
  return out;
}

/// The id of another service's first container; empty until it is created, or for good when that failed.
std::string first_id(run_state const& run, std::string const& service, bool& hopeless) {
  auto const found = run.by_service.find(service);
  if (found == run.by_service.end() || found->second.empty()) return {};
  auto const* first = found->second.front();
  hopeless = hopeless || first->machine.current() == readiness::state::failed;
  return first->id;
}

/// Namespaces and volumes_from need the ids of other services' containers, before the hash and the request can be made.
io::awaitable<bool> resolve_references(run_state& run, tracker& t) {
  for (auto const& service : plan::referred_services(*t.service)) {
    for (;;) {
      bool hopeless = false;
      auto id = first_id(run, service, hopeless);
      if (!id.empty()) {
        t.context.container_ids[service] = std::move(id);
        break;
      }
      if (hopeless) {
        t.blocked = true;
        t.blocked_by = service;
        t.machine.on_refused("needs the container of " + service);
        run.settle(t);
        co_return false;
      }
      auto const ec = co_await run.changed.wait();
      if (ec || run.over()) co_return false;
    }
  }
  co_return true;
}

io::awaitable<bool> wait_for_resources(run_state& run, tracker& t) {
  for (;;) {
    auto const need = resources_of(run, t);
    if (need.refused != nullptr) {
      t.refused = *need.refused;
      t.machine.on_refused(need.what + ": " + need.refused->message);
      run.settle(t);
      co_return false;
    }
    if (!need.pending) co_return true;
    auto const ec = co_await run.changed.wait();
    if (ec || run.over()) co_return false;
  }
}

/// Engines before API 1.44 take one endpoint at create; the others have to be connected before the start.
io::awaitable<bool> connect_other_networks(run_state& run, tracker& t) {
  if (t.context.api_minor >= 44) co_return true;
  auto const all = mapping::endpoints(*t.service, t.context);
  for (std::size_t i = 1; i < all.size(); ++i) {
    auto const connected = co_await run.client.networks().connect(all[i].network, t.id, all[i].config, run.call());
    if (connected) continue;
    run.refuse(t, connected.error(), "could not join network " + all[i].network);
    co_return false;
  }
  co_return true;
}

io::awaitable<bool> create(run_state& run, tracker& t) {
  bool ready = co_await wait_for_resources(run, t);
  if (!ready) co_return false;
  ready = co_await resolve_references(run, t);
  if (!ready) co_return false;
  ready = co_await run.starts.acquire();
  if (!ready) co_return false;
  limiter_place const place(run.starts);

  run.tell("service", t.label(), phase::creating);
  auto request = mapping::create_request(*t.service, t.context);
  plan::container_identity identity;
  identity.number = t.step.number;
  identity.hash = plan::service_hash(*t.service, t.context.container_ids);
  auto const image = run.live.images.find(mapping::image_reference(run.project, *t.service));
  if (image != run.live.images.end()) identity.image_id = image->second.id;
  auto labels = plan::container_labels(run.project, *t.service, identity);
  auto name = t.step.name;
  if (t.step.action == container_action::recreate) {
    carry_anonymous_volumes(inspect_of(run, t.step.existing_id), request);
    labels[std::string(plan::label::replace)] =
        t.service->container_name.empty() ? t.step.service + "-" + std::to_string(t.step.number) : t.step.name;
    name = t.step.existing_id.substr(0, 12) + "_" + t.step.name;
  }
  request["Labels"] = std::move(labels);
  auto created = co_await run.client.containers().create(name, t.service->platform, std::move(request), run.call());
  if (!created) {
    run.refuse(t, created.error(), "could not be created");
    co_return false;
  }
  for (auto const& warning : created->warnings) run.outcome.warnings.push_back(t.label() + ": " + warning);
  t.id = created->id;
  t.created_at = run.now();
  run.by_id[t.id] = &t;
  ready = co_await connect_other_networks(run, t);
  if (!ready) co_return false;
  run.tell("service", t.label(), phase::created);
  run.changed.notify_all();
  co_return true;
}

struct dependency_verdict {
  bool satisfied = true;
  std::string waiting_for;  ///< in words
  std::string failed;       ///< the dependency that will never satisfy its condition
  std::string why;
};

std::string condition_words(compose::dependency_condition condition) {
  switch (condition) {
    case compose::dependency_condition::started:
      return "to start";
    case compose::dependency_condition::healthy:
      return "to be healthy";
    case compose::dependency_condition::completed:
      return "to end";
  }
  return {};
}

/// Looks at one dependency's containers: all of them have to satisfy the condition.
void judge_dependency(run_state& run, std::string const& name, compose::dependency const& d, dependency_verdict& out) {
  auto const found = run.by_service.find(name);
  if (found == run.by_service.end()) return;
  for (auto const* other : found->second) {
    if (other->machine.satisfies(d.condition)) continue;
    bool const no_check = d.condition == compose::dependency_condition::healthy && other->machine.was_started() &&
                          !other->machine.has_healthcheck();
    if (other->machine.current() != readiness::state::failed && !no_check) {
      out.satisfied = false;
      out.waiting_for += (out.waiting_for.empty() ? "" : ", ") + name + " " + condition_words(d.condition);
      return;
    }
    if (!d.required) {
      run.outcome.warnings.push_back("optional dependency " + name + " did not get ready: " +
                                     (no_check ? "it has no healthcheck" : other->machine.reason()));
      return;
    }
    out.satisfied = false;
    out.failed = name;
    out.why =
        no_check ? "depends on " + name + " being healthy, but " + name + " has no healthcheck" : "waits for " + name;
    return;
  }
}

/// False when it will not start: blocked, or the run is over.
io::awaitable<bool> wait_for_dependencies(run_state& run, tracker& t) {
  for (;;) {
    dependency_verdict verdict;
    for (auto const& [name, dependency] : t.service->depends_on) {
      judge_dependency(run, name, dependency, verdict);
      if (!verdict.failed.empty()) break;
    }
    if (verdict.satisfied) {
      t.waiting_for.clear();
      co_return true;
    }
    if (!verdict.failed.empty()) {
      auto const& other = *run.by_service.at(verdict.failed).front();
      t.blocked = true;
      t.blocked_by = other.blocked ? other.blocked_by : verdict.failed;
      t.machine.on_refused(verdict.why);
      run.settle(t);
      co_return false;
    }
    if (verdict.waiting_for != t.waiting_for) run.tell("service", t.label(), phase::waiting, verdict.waiting_for);
    t.waiting_for = verdict.waiting_for;
    auto const ec = co_await run.changed.wait();
    if (ec || run.over()) co_return false;
  }
}

/// The new container takes the old one's name only when everything it needs is there: the service is down as short as
/// can be.
io::awaitable<bool> replace_old(run_state& run, tracker& t) {
  run.tell("service", t.label(), phase::stopping, "the old container");
  auto const stopped = co_await run.client.containers().stop(t.step.existing_id, std::nullopt, run.call());
  if (!stopped && stopped.error().kind != io::failure_kind::not_found) {
    run.refuse(t, stopped.error(), "the old container could not be stopped");
    co_return false;
  }
  auto const removed = co_await run.client.containers().remove(t.step.existing_id, true, false, run.call());
  if (!removed && removed.error().kind != io::failure_kind::not_found) {
    run.refuse(t, removed.error(), "the old container could not be removed");
    co_return false;
  }
  auto const renamed = co_await run.client.containers().rename(t.id, t.step.name, run.call());
  if (!renamed) {
    run.refuse(t, renamed.error(), "the new container could not get its name");
    co_return false;
  }
  co_return true;
}

io::awaitable<bool> inject_files(run_state& run, tracker& t) {
  auto tar = injected_files(run.project, *t.service);
  if (!tar) {
    run.refuse(t, tar.error(), "secrets and configs");
    co_return false;
  }
  if (tar->empty()) co_return true;
  auto const put = co_await run.client.containers().put_archive(t.id, "/", std::move(*tar), run.call());
  if (put) co_return true;
  run.refuse(t, put.error(), "secrets and configs could not be copied into it");
  co_return false;
}

io::awaitable<bool> run_hooks(run_state& run, tracker& t) {
  for (auto const& hook : t.service->post_start) {
    engine::exec_config config;
    config.command = hook.command.value_or(compose::string_list());
    config.user = hook.user;
    config.working_directory = hook.working_dir;
    for (auto const& [key, value] : hook.environment)
      if (value) config.environment.push_back(key + "=" + *value);
    auto const done = co_await run.client.exec().run(t.id, std::move(config), 4096, run.call());
    if (done && done->exit_code == 0) continue;
    if (!done) {
      run.refuse(t, done.error(), "its post_start hook could not run");
    } else {
      t.probe_output = done->output;
      t.machine.on_refused("its post_start hook failed with exit code " +
                           diagnose::describe_exit_code(done->exit_code));
      run.settle(t);
    }
    co_return false;
  }
  co_return true;
}

io::awaitable<bool> start(run_state& run, tracker& t) {
  bool go = co_await inject_files(run, t);
  if (!go) co_return false;
  go = co_await run.starts.acquire();
  if (!go) co_return false;
  {
    limiter_place const place(run.starts);
    run.tell("service", t.label(), phase::starting);
    auto const started = co_await run.client.containers().start(t.id, run.call());
    if (!started) {
      // A refused start leaves State.Error and its exit code: evidence for the report.
      auto seen = co_await run.client.containers().inspect(t.id, run.call());
      if (seen) t.inspect = std::move(seen->raw);
      run.refuse(t, started.error(), "could not be started");
      co_return false;
    }
  }
  t.started_at = run.now();
  t.expect_engine_probe(run.now());
  run.tell("service", t.label(), phase::started);
  if (!t.service->post_start.empty()) {
    go = co_await run_hooks(run, t);
    if (!go) co_return false;
  }
  t.machine.on_started(run.now(), milliseconds{0}, 0);
  run.settle(t);
  run.changed.notify_all();
  request_inspect(run, t);
  co_return true;
}

/// How long a container has run by the engine's own clock.
milliseconds age_of(run_state const& run, json const& inspect) {
  auto const started = observe::seconds_of(mapping::string_at(inspect, "State.StartedAt"));
  auto const now = observe::seconds_of(run.live.engine.system_time);
  if (!started || !now || *now < *started) return milliseconds{0};
  return milliseconds{static_cast<std::int64_t>((*now - *started) * 1000)};
}

/// A container that was there before: what the snapshot says of it may be all there is to know.
void adopt(run_state& run, tracker& t) {
  auto const& inspect = inspect_of(run, t.id);
  t.inspect = inspect;
  auto const seen = state_of(inspect);
  auto const age = age_of(run, inspect);
  t.expect_engine_probe(run.now() - age);
  t.machine.on_started(run.now(), age, seen.restart_count);
  t.machine.on_state(seen, run.now());
  run.settle(t);
  run.changed.notify_all();
}

io::awaitable<bool> bring_up_to_start(run_state& run, tracker& t) {
  bool go = true;
  if (t.step.action == container_action::create || t.step.action == container_action::recreate) {
    go = co_await create(run, t);
    if (!go) co_return false;
  }
  go = co_await wait_for_dependencies(run, t);
  if (!go) co_return false;
  if (t.step.action == container_action::recreate) go = co_await replace_old(run, t);
  if (t.step.action == container_action::restart) {
    run.tell("service", t.label(), phase::stopping, "a dependency was replaced");
    auto const stopped = co_await run.client.containers().stop(t.id, std::nullopt, run.call());
    if (!stopped) {
      run.refuse(t, stopped.error(), "could not be stopped");
      co_return false;
    }
  }
  if (!go) co_return false;
  go = co_await start(run, t);
  co_return go;
}

}  // namespace

io::awaitable<void> bring_up(run_state& run, tracker& t) {
  if (t.step.rename) {
    auto const renamed = co_await run.client.containers().rename(t.id, t.step.name, run.call());
    if (!renamed) {
      run.refuse(t, renamed.error(), "could not get its name");
      co_return;
    }
  }
  if (t.step.action == container_action::keep) {
    adopt(run, t);
  } else {
    auto const started = co_await bring_up_to_start(run, t);
    if (!started) co_return;
  }
  if (t.probe && !t.machine.final() && run.options.trust_probe) co_await probe_eagerly(run, t);
}

}  // namespace dockverify::up

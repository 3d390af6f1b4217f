// Networks, volumes and what has to go: containers beyond the declared number, orphans when asked.
#include "up/run_state.hpp"

namespace dockverify::up {
namespace {

/// Containers of the project lose a network that is about to be replaced; they are recreated afterwards.
io::awaitable<bool> remove_network(run_state& run, std::string name) {
  auto const inspected = co_await run.client.networks().inspect(name, run.call());
  if (!inspected) co_return inspected.error().kind == io::failure_kind::not_found;
  for (auto const& container : run.live.containers) {
    auto const& attached = observe::at_path(container.inspect, "NetworkSettings.Networks");
    if (!attached.is_object() || !attached.contains(name)) continue;
    auto const stopped = co_await run.client.containers().stop(container.id, std::nullopt, run.call());
    if (!stopped && run.ends_run(stopped.error())) co_return false;
    // A container that is not connected any more answers with an error of no interest.
    co_await run.client.networks().disconnect(inspected->id, container.id, true, run.call());
  }
  auto const removed = co_await run.client.networks().remove(inspected->id, run.call());
  if (removed) co_return true;
  run.resources_refused.emplace("network " + name, refused_by(removed.error()));
  run.ends_run(removed.error());
  co_return false;
}

io::awaitable<void> make_network(run_state& run, plan::network_step step) {
  if (step.action == plan::network_action::replace) {
    run.tell("network", step.name, phase::removing);
    auto const removed = co_await remove_network(run, step.name);
    if (!removed) {
      run.resources_refused.try_emplace("network " + step.key, diagnose::refused_call{"DELETE /networks/" + step.name,
                                                                                      0, "it could not be replaced"});
      run.changed.notify_all();
      co_return;
    }
  }
  run.tell("network", step.name, phase::creating);
  auto const created = co_await run.client.networks().create(
      plan::network_request(run.project, run.project.networks.at(step.key)), run.call());
  // Somebody else may have created it between the snapshot and now.
  if (!created && created.error().kind != io::failure_kind::conflict) {
    if (!run.ends_run(created.error()))
      run.resources_refused.emplace("network " + step.key, refused_by(created.error()));
  } else {
    run.networks_ready.insert(step.key);
    run.tell("network", step.name, phase::created);
  }
  run.changed.notify_all();
}

io::awaitable<void> make_volume(run_state& run, plan::volume_step step) {
  run.tell("volume", step.name, phase::creating);
  auto const created = co_await run.client.volumes().create(
      plan::volume_request(run.project, run.project.volumes.at(step.key)), run.call());
  if (!created) {
    if (!run.ends_run(created.error()))
      run.resources_refused.emplace("volume " + step.key, refused_by(created.error()));
  } else {
    run.volumes_ready.insert(step.key);
    run.tell("volume", step.name, phase::created);
  }
  run.changed.notify_all();
}

io::awaitable<void> remove_container(run_state& run, plan::surplus which) {
  run.tell("container", which.name, phase::removing);
  auto const stopped = co_await run.client.containers().stop(which.id, std::nullopt, run.call());
  if (!stopped && run.ends_run(stopped.error())) co_return;
  auto const removed = co_await run.client.containers().remove(which.id, true, false, run.call());
  if (!removed && removed.error().kind != io::failure_kind::not_found) {
    if (!run.ends_run(removed.error()))
      run.outcome.warnings.push_back("container " + which.name + " could not be removed: " + removed.error().message);
    co_return;
  }
  run.tell("container", which.name, phase::removed);
}

/// The run does not end before what it removes or makes is done.
io::awaitable<void> counted(run_state& run, io::awaitable<void> task) {
  co_await std::move(task);
  --run.resource_tasks;
  run.changed.notify_all();
}

void start(run_state& run, io::awaitable<void> task) {
  ++run.resource_tasks;
  run.tasks.start(counted(run, std::move(task)));
}

}  // namespace

void start_resources(run_state& run) {
  for (auto const& step : run.outcome.plan.networks) {
    if (step.action == plan::network_action::keep)
      run.networks_ready.insert(step.key);
    else
      start(run, make_network(run, step));
  }
  for (auto const& step : run.outcome.plan.volumes) {
    if (step.action == plan::volume_action::keep)
      run.volumes_ready.insert(step.key);
    else
      start(run, make_volume(run, step));
  }
  for (auto const& which : run.outcome.plan.scale_down) start(run, remove_container(run, which));
  if (!run.options.remove_orphans) return;
  for (auto const& which : run.outcome.plan.orphans) start(run, remove_container(run, which));
}

}  // namespace dockverify::up

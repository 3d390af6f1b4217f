#include "up/down.hpp"

#include <set>

#include "engine/io/event.hpp"
#include "engine/io/task_group.hpp"
#include "engine/io/token.hpp"
#include "mapping/values.hpp"
#include "plan/labels.hpp"
#include "up/run_state.hpp"

namespace dockverify::up {
namespace {

/// The services a container depends on, from the label that compose and we write: right even when the file has changed
/// since.
std::set<std::string> dependencies_of(observe::live_container const& container) {
  std::set<std::string> out;
  auto const found = container.labels.find(std::string(plan::label::depends_on));
  if (found == container.labels.end()) return out;
  for (std::size_t at = 0; at < found->second.size();) {
    auto const end = std::min(found->second.find(',', at), found->second.size());
    auto const entry = found->second.substr(at, end - at);
    out.insert(entry.substr(0, entry.find(':')));
    at = end + 1;
  }
  return out;
}

struct down_state {
  engine::client& client;
  compose::project const& project;
  down_options options;
  progress_sink& progress;
  io::event changed;
  std::multiset<std::string> running;                       ///< services with containers that are not removed yet
  std::size_t waiting = 0;                                  // containers whose removal waits for dependents
  std::map<std::string, std::set<std::string>> dependents;  ///< service → who depends on it
  down_outcome outcome;

  engine::call_options call() const {
    engine::call_options out;
    out.deadline = options.deadline;
    return out;
  }
  void tell(std::string kind, std::string name, phase what) {
    progress_event event;
    event.t_ms = std::chrono::duration_cast<std::chrono::milliseconds>(io::clock::now() - options.begun).count();
    event.kind = std::move(kind);
    event.name = std::move(name);
    event.what = what;
    outcome.timeline.push_back({event.t_ms, event.name, std::string(to_string(what)), {}});
    progress.on(event);
  }
  /// True when the run is over.
  bool failed(io::failure const& f, std::string const& what) {
    if (loses_engine(f)) {
      if (!outcome.engine_lost) outcome.engine_lost = f;
    } else if (f.kind == io::failure_kind::timed_out) {
      outcome.timed_out = true;
    } else if (f.kind != io::failure_kind::not_found) {
      outcome.left.push_back(what + ": " + f.message);
    }
    return outcome.engine_lost || outcome.timed_out;
  }
  bool dependents_gone(std::string const& service) const {
    auto const found = dependents.find(service);
    if (found == dependents.end()) return true;
    return std::none_of(found->second.begin(), found->second.end(),
                        [this](auto const& other) { return running.contains(other); });
  }
};

io::awaitable<void> remove_container(down_state& state, observe::live_container container) {
  bool over = false;
  ++state.waiting;
  // Labels are anybody's: services that wait for each other in a circle would wait for ever, so the last one of them
  // goes on.
  while (!over && !state.dependents_gone(container.service) && state.waiting < state.running.size()) {
    auto const ec = co_await state.changed.wait(state.options.deadline);
    over = static_cast<bool>(ec);
  }
  --state.waiting;
  if (container.status() == "running" || container.status() == "restarting" || container.status() == "paused") {
    state.tell("container", container.name, phase::stopping);
    auto const stopped = co_await state.client.containers().stop(container.id, state.options.grace, state.call());
    if (!stopped) over = state.failed(stopped.error(), "container " + container.name);
  }
  if (!over) {
    state.tell("container", container.name, phase::removing);
    auto const removed =
        co_await state.client.containers().remove(container.id, true, state.options.volumes, state.call());
    if (removed) {
      ++state.outcome.containers;
      state.tell("container", container.name, phase::removed);
    } else {
      state.failed(removed.error(), "container " + container.name);
    }
  }
  state.running.erase(state.running.find(container.service));
  state.changed.notify_all();
}

io::awaitable<void> remove_network(down_state& state, observe::live_network network) {
  state.tell("network", network.name, phase::removing);
  auto const removed = co_await state.client.networks().remove(network.id, state.call());
  if (removed) {
    ++state.outcome.networks;
    state.tell("network", network.name, phase::removed);
  } else {
    state.failed(removed.error(), "network " + network.name);
  }
}

io::awaitable<void> remove_volume(down_state& state, std::string name) {
  state.tell("volume", name, phase::removing);
  auto const removed = co_await state.client.volumes().remove(name, false, state.call());
  if (removed) {
    ++state.outcome.volumes;
    state.tell("volume", name, phase::removed);
  } else {
    state.failed(removed.error(), "volume " + name);
  }
}

bool wanted(down_state& state, observe::live_container const& container) {
  auto const& services = state.options.services;
  if (!services.empty()) return std::find(services.begin(), services.end(), container.service) != services.end();
  auto const& p = state.project;
  bool const orphan = !p.services.empty() && !p.services.contains(container.service) &&
                      !p.disabled_services.contains(container.service);
  if (orphan && !container.one_off && !state.options.remove_orphans) {
    state.outcome.warnings.push_back(
        "container " + container.name +
        " belongs to the project but not to a service of the file; --remove-orphans removes it");
    return false;
  }
  return true;
}

}  // namespace

io::awaitable<down_outcome> take_down(engine::client& client, compose::project const& project, observe::live_stack live,
                                      down_options options, progress_sink& progress) {
  auto const executor = co_await io::asio::this_coro::executor;
  down_state state{client, project, std::move(options), progress, io::event(executor)};
  std::vector<observe::live_container> containers;
  for (auto const& container : live.containers)
    if (wanted(state, container)) containers.push_back(container);
  for (auto const& container : containers) {
    state.running.insert(container.service);
    for (auto const& dependency : dependencies_of(container)) state.dependents[dependency].insert(container.service);
  }
  io::task_group group(executor);
  for (auto const& container : containers) group.start(remove_container(state, container));
  co_await group.join();

  bool const everything = state.options.services.empty();
  if (everything && !state.outcome.engine_lost && !state.outcome.timed_out) {
    for (auto const& network : live.networks) {
      auto const owner = network.labels.find(std::string(plan::label::project));
      if (owner != network.labels.end() && owner->second == project.name) group.start(remove_network(state, network));
    }
    co_await group.join();
    if (state.options.volumes) {
      for (auto const& volume : live.volumes) {
        auto const owner = volume.labels.find(std::string(plan::label::project));
        if (owner != volume.labels.end() && owner->second == project.name)
          group.start(remove_volume(state, volume.name));
      }
      co_await group.join();
    }
  }
  co_return std::move(state.outcome);
}

}  // namespace dockverify::up

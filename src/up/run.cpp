// The run as a whole: images, plan, one task a container, and the loop that lets time pass and sees the end.
#include "diagnose/diagnose.hpp"
#include "engine/io/token.hpp"
#include "mapping/values.hpp"
#include "up/run_state.hpp"

namespace dockverify::up {
namespace {

/// Inspects close the gaps of the event stream: an event that is lost costs this long at the most. Podman has no health
/// events.
constexpr milliseconds sweep_interval{5000}, sweep_interval_without_events{1000};

using plan::container_action;

bool is_one_shot(compose::project const& p, std::string const& service) {
  for (auto const& [name, other] : p.services) {
    auto const dependency = other.depends_on.find(service);
    if (dependency != other.depends_on.end() &&
        dependency->second.condition == compose::dependency_condition::completed)
      return true;
  }
  return false;
}

observe::live_container const* existing(run_state const& run, std::string const& id) {
  for (auto const& container : run.live.containers)
    if (container.id == id) return &container;
  return nullptr;
}

std::unique_ptr<tracker> make_tracker(run_state& run, plan::container_step step) {
  auto t = std::make_unique<tracker>();
  t->service = &run.project.services.at(step.service);
  auto& c = t->context;
  c.project = &run.project;
  c.container_name = step.name;
  c.api_minor = plan::api_minor(run.client.server().api_version);
  c.cgroup_v2 = run.live.engine.cgroup_version == "2";
  auto const image = run.live.images.find(mapping::image_reference(run.project, *t->service));
  if (image != run.live.images.end()) c.image_config = observe::at_path(image->second.inspect, "Config");

  auto check = mapping::effective_healthcheck(*t->service, c);
  auto shell = mapping::strings_at(c.image_config, "Shell");
  auto restart = mapping::declared_restart_policy(*t->service);
  bool const kept = step.action != container_action::create && step.action != container_action::recreate;
  if (auto const* live = existing(run, step.existing_id); kept && live != nullptr) {
    check = observe::at_path(live->inspect, "Config.Healthcheck");
    shell = mapping::strings_at(live->inspect, "Config.Shell");
    restart = mapping::string_at(live->inspect, "HostConfig.RestartPolicy.Name");
  }
  t->probe = probe_command_of(check, std::move(shell), c.api_minor);
  readiness_policy policy;
  policy.healthcheck = t->probe.has_value();
  if (t->probe) policy.retries = t->probe->retries;
  policy.restarts = !restart.empty() && restart != "no";
  policy.restarts_on_success = policy.restarts && restart.rfind("on-failure", 0) != 0;
  policy.one_shot = is_one_shot(run.project, step.service);
  policy.trust_probe = run.options.trust_probe;
  policy.stable_for = run.options.stable_for;
  t->machine = readiness(policy);
  if (kept) {
    t->id = step.existing_id;
    run.by_id[t->id] = t.get();
  }
  t->step = std::move(step);
  return t;
}

void make_trackers(run_state& run) {
  for (auto& step : run.outcome.plan.containers) {
    auto t = make_tracker(run, step);
    run.by_service[step.service].push_back(t.get());
    run.outcome.containers.push_back(std::move(t));
  }
}

bool all_settled(run_state const& run) {
  return run.resource_tasks == 0 && std::all_of(run.outcome.containers.begin(), run.outcome.containers.end(),
                                                [](auto const& t) { return t->settled; });
}

/// A stack that is up and healthy already is told from the snapshot alone: nothing that could still happen is waited
/// for.
bool needs_events(run_state const& run) {
  if (!run.outcome.plan.empty()) return true;
  return std::any_of(run.outcome.containers.begin(), run.outcome.containers.end(), [&run](auto const& t) {
    auto const* live = existing(run, t->id);
    return live == nullptr || live->status() != "running" || (t->probe.has_value() && live->health() != "healthy");
  });
}

void let_time_pass(run_state& run, milliseconds& next_sweep) {
  auto const now = run.now();
  for (auto const& t : run.outcome.containers) {
    auto const before = t->machine.current();
    t->machine.on_time(now);
    if (t->machine.current() != before) {
      run.settle(*t);
      run.changed.notify_all();
    }
    if (now >= next_sweep && t->machine.current() == readiness::state::started) request_inspect(run, *t);
  }
  if (now >= next_sweep) {
    bool const has_health_events = run.client.server().server.find("Libpod") == std::string::npos;
    next_sweep = now + (has_health_events ? sweep_interval : sweep_interval_without_events);
  }
}

io::time_point next_look(run_state const& run, milliseconds next_sweep) {
  auto next = next_sweep;
  for (auto const& t : run.outcome.containers)
    if (auto const due = t->machine.next_time()) next = std::min(next, *due);
  return std::min(run.options.deadline, run.options.begun + next);
}

io::awaitable<void> wait_for_all(run_state& run) {
  auto next_sweep = run.now() + sweep_interval_without_events;
  while (!run.over() && !all_settled(run)) {
    co_await run.changed.wait(next_look(run, next_sweep));
    if (io::clock::now() >= run.options.deadline) run.outcome.timed_out = true;
    let_time_pass(run, next_sweep);
  }
}

}  // namespace

bool up_outcome::all_ready() const {
  return std::all_of(containers.begin(), containers.end(),
                     [](auto const& t) { return t->machine.current() == readiness::state::ready; });
}

class runner::impl {
 public:
  impl(engine::client& client, compose::project const& project, observe::live_stack live, up_options options,
       progress_sink& progress)
      : client_(client), project_(project), live_(std::move(live)), options_(std::move(options)), progress_(progress) {}

  io::awaitable<up_outcome> run(io::executor where) {
    run_state run(where, client_, project_, std::move(live_), std::move(options_), progress_);
    run_ = &run;
    if (interrupted_) run.outcome.interrupted = true;
    co_await work(run);
    run.tasks.cancel();
    co_await run.tasks.join();
    run_ = nullptr;
    co_return std::move(run.outcome);
  }

  void interrupt() {
    interrupted_ = true;
    if (run_ == nullptr) return;
    run_->outcome.interrupted = true;
    run_->changed.notify_all();
  }

 private:
  static io::awaitable<void> work(run_state& run) {
    co_await ensure_images(run);
    if (run.over() || !run.outcome.findings.empty()) co_return;
    run.outcome.plan = plan::make(run.project, run.live, run.options.what);
    run.outcome.problems = run.outcome.plan.problems;
    run.outcome.warnings = run.outcome.plan.warnings;
    if (!run.outcome.problems.empty()) co_return;
    make_trackers(run);
    if (needs_events(run)) co_await open_events(run);
    if (run.over()) co_return;
    start_resources(run);
    for (auto const& t : run.outcome.containers) run.tasks.start(bring_up(run, *t));
    co_await wait_for_all(run);
  }

  engine::client& client_;
  compose::project const& project_;
  observe::live_stack live_;
  up_options options_;
  progress_sink& progress_;
  run_state* run_ = nullptr;
  bool interrupted_ = false;
};

runner::runner(engine::client& client, compose::project const& project, observe::live_stack live, up_options options,
               progress_sink& progress)
    : impl_(std::make_unique<impl>(client, project, std::move(live), std::move(options), progress)) {}
runner::~runner() = default;

io::awaitable<up_outcome> runner::run(io::executor where) {
  return impl_->run(std::move(where));
}
void runner::interrupt() {
  impl_->interrupt();
}

}  // namespace dockverify::up

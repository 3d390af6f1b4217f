#include "up/run_state.hpp"

namespace dockverify::up {

namespace {

std::size_t start_limit(observe::engine_host const& host) {
  auto const cpus = static_cast<std::size_t>(host.ncpu > 0 ? host.ncpu : 2);
  return std::min<std::size_t>(2 * cpus, 16);
}

}  // namespace

run_state::run_state(io::executor where, engine::client& c, compose::project const& p, observe::live_stack stack,
                     up_options o, progress_sink& sink)
    : client(c),
      project(p),
      live(std::move(stack)),
      options(std::move(o)),
      progress(sink),
      changed(where),
      tasks(where),
      starts(where, start_limit(live.engine)) {}

milliseconds run_state::now() const {
  return std::chrono::duration_cast<milliseconds>(io::clock::now() - options.begun);
}

engine::call_options run_state::call() const {
  engine::call_options out;
  out.deadline = options.deadline;
  return out;
}

void run_state::tell(std::string kind, std::string name, phase what, std::string detail) {
  auto const t = now().count();
  if (kind == "service" && what != phase::waiting && what != phase::probing)
    outcome.timeline.push_back({t, name, std::string(to_string(what)), detail});
  progress_event event;
  event.t_ms = t;
  event.kind = std::move(kind);
  event.name = std::move(name);
  event.what = what;
  event.detail = std::move(detail);
  progress.on(event);
}

bool run_state::ends_run(io::failure const& f) {
  if (f.kind == io::failure_kind::timed_out && io::clock::now() >= options.deadline) {
    outcome.timed_out = true;
  } else if (loses_engine(f)) {
    if (!outcome.engine_lost) outcome.engine_lost = f;
  } else if (f.kind != io::failure_kind::cancelled) {
    return over();
  }
  changed.notify_all();
  return true;
}

bool loses_engine(io::failure const& f) noexcept {
  // 403 is the engine's word for "in use" as well; only a refused connection or a 401 says that it will not talk to us.
  bool const refused = f.kind == io::failure_kind::denied && (f.http_status == 0 || f.http_status == 401);
  return refused || f.kind == io::failure_kind::unreachable;
}

diagnose::refused_call refused_by(io::failure const& f) {
  return {f.operation, f.http_status, f.message};
}

void run_state::refuse(tracker& t, io::failure const& f, std::string const& what) {
  if (ends_run(f)) return;
  t.refused = refused_by(f);
  t.machine.on_refused(what + ": " + f.message);
  settle(t);
}

void run_state::settle(tracker& t) {
  if (t.settled || !t.machine.final()) return;
  t.settled = true;
  if (t.machine.current() == readiness::state::ready)
    tell("service", t.label(), t.step.action == plan::container_action::keep ? phase::unchanged : phase::ready,
         std::string(to_string(t.machine.how())));
  else if (t.blocked)
    tell("service", t.label(), phase::blocked, t.blocked_by);
  else
    tell("service", t.label(), phase::failed, t.machine.reason());
  changed.notify_all();
}

}  // namespace dockverify::up

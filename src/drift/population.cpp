// Who is there at all: missing and extra replicas, orphans, containers that do not run or are not healthy, and images
// that are no longer what their reference names.
#include <algorithm>

#include "drift/judge.hpp"
#include "observe/timestamp.hpp"

namespace dockverify::drift {

namespace {

bool selected(options const& how, std::string const& service) {
  return how.services.empty() || std::find(how.services.begin(), how.services.end(), service) != how.services.end();
}

std::string names_of(std::vector<observe::live_container const*> const& containers) {
  std::string out;
  for (auto const* container : containers) out += (out.empty() ? "" : ", ") + container->name;
  return out.empty() ? "none" : out;
}

void judge_replicas(compose::service const& service, observe::live_stack const& live, tally& t) {
  auto const containers = live.of_service(service.name);
  auto const wanted = service.replicas();
  auto const there = static_cast<std::int64_t>(containers.size());
  if (there == wanted) return t.pass();
  bool const too_few = there < wanted;
  std::string message =
      too_few ? "the service has no container" : "the service has more containers than the file declares";
  if (too_few && there > 0) message = "the service has fewer containers than the file declares";
  auto f = begin(too_few ? "DVR040" : "DVR053", too_few ? severity::error : severity::warning, std::move(message));
  f.service = service.name;
  f.field = "replicas";
  f.expected = std::to_string(wanted);
  f.actual = std::to_string(there);
  auto const scaled = service.scale ? "scale" : "deploy.replicas";
  add_declared(f, service.where(scaled), scaled, *f.expected);
  add_effective(f, "GET /containers/json", names_of(containers));
  f.fix = "dockverify up " + quoted(service.name);
  t.fail(std::move(f));
}

/// Whether the file says that this service ends: somebody waits for its completion.
bool runs_once(compose::project const& project, std::string const& service) {
  return std::any_of(project.services.begin(), project.services.end(), [&](auto const& entry) {
    auto const found = entry.second.depends_on.find(service);
    return found != entry.second.depends_on.end() &&
           found->second.condition == compose::dependency_condition::completed;
  });
}

bool restarted_by_engine(subject const& s) {
  auto const policy = observe::text_of(observe::at_path(s.container->inspect, "HostConfig.RestartPolicy.Name"));
  return policy == "always" || policy == "unless-stopped";
}

finding begin_state(subject const& s, std::string_view rule, severity level, std::string message,
                    std::string expected) {
  auto f = begin(s, rule, level, std::move(message));
  f.kind = finding_kind::health;
  f.expected = std::move(expected);
  f.actual = s.container->status();
  f.field = "State.Status";
  auto const& state = observe::at_key(s.container->inspect, "State");
  f.evidences.push_back({"GET /containers/{id}/json State.Status", *f.actual});
  auto const code = observe::whole_of(observe::at_key(state, "ExitCode"));
  if (code && *f.actual != "running")
    f.evidences.push_back({"GET /containers/{id}/json State.ExitCode", std::to_string(*code)});
  auto const error = observe::text_of(observe::at_key(state, "Error"));
  if (!error.empty()) f.evidences.push_back({"GET /containers/{id}/json State.Error", error});
  if (s.container->restart_count() > 0) {
    f.evidences.push_back({"GET /containers/{id}/json RestartCount", std::to_string(s.container->restart_count())});
  }
  f.advice = "its log may tell the cause: docker logs --tail 50 " + quoted(s.container->name);
  return f;
}

void judge_exited(subject const& s, tally& t) {
  auto const code = observe::whole_of(observe::at_path(s.container->inspect, "State.ExitCode")).value_or(-1);
  bool const once = runs_once(*s.project, s.service->name);
  if (once && code == 0) return t.pass();
  auto const end = "exited with " + std::to_string(code);
  if (once) return t.fail(begin_state(s, "DVR043", severity::error, "the one-shot service " + end, "exit code 0"));
  // Without a restart policy an end with 0 may be intended, only the file does not say so.
  bool const perhaps_intended = code == 0 && !restarted_by_engine(s);
  auto f = begin_state(s, "DVR040", perhaps_intended ? severity::warning : severity::error,
                       "the container does not run: it " + end, "running");
  if (perhaps_intended)
    f.advice = "if it is meant to end, let a service depend on it with condition: service_completed_successfully";
  t.fail(std::move(f));
}

/// The engine itself counts a container as crash-looping until it has run for ten seconds: only then its back-off
/// starts anew.
constexpr double settled_after_seconds = 10;

/// How long it has run since the engine last restarted it; nullopt when that is no sign of a crash loop.
std::optional<double> fresh_restart(subject const& s) {
  if (s.container->restart_count() == 0) return std::nullopt;
  auto const started = observe::seconds_of(observe::text_of(observe::at_path(s.container->inspect, "State.StartedAt")));
  auto const now = observe::seconds_of(s.live->engine.system_time);
  if (!started || !now || *now - *started >= settled_after_seconds) return std::nullopt;
  return std::max(0.0, *now - *started);
}

void judge_state(subject const& s, tally& t) {
  auto const status = s.container->status();
  if (auto const age = fresh_restart(s); age && status == "running") {
    auto const seconds = std::to_string(static_cast<int>(*age));
    return t.fail(
        begin_state(s, "DVR041", severity::error,
                    "the container was restarted by the engine " + seconds + " s ago, it may be in a crash loop",
                    "running without restarts"));
  }
  if (status == "running") return t.pass();
  if (status == "exited") return judge_exited(s, t);
  if (status == "restarting") {
    return t.fail(begin_state(s, "DVR041", severity::error, "the container keeps restarting", "running"));
  }
  if (status == "paused") {
    auto f = begin_state(s, "DVR040", severity::error, "the container is paused", "running");
    f.fix = "docker unpause " + quoted(s.container->name);
    f.advice.clear();
    return t.fail(std::move(f));
  }
  if (status.empty()) return t.unknown(s, "state", "the engine's reply has no State.Status");
  t.fail(begin_state(s, "DVR040", severity::error, "the container does not run: it is " + status, "running"));
}

void judge_health(subject const& s, tally& t) {
  auto const health = s.container->health();
  if (!s.container->running() || health.empty()) return;
  if (health == "healthy") return t.pass();
  if (health == "starting" && s.known_ready) return t.pass();
  if (health == "starting") {
    auto f = begin_state(s, "DVR040", severity::error, "the healthcheck has not succeeded yet", "healthy");
    f.actual = health;
    f.field = "State.Health.Status";
    f.where = s.service->where("healthcheck");
    f.advice =
        "it had all the time that its interval, timeout and retries give it, or the deadline passed: verify again "
        "later";
    return t.fail(std::move(f));
  }
  auto f = begin_state(s, "DVR040", severity::error, "the container is " + health, "healthy");
  f.actual = health;
  f.field = "State.Health.Status";
  f.where = s.service->where("healthcheck");
  f.evidences.push_back({"GET /containers/{id}/json State.Health.Status", health});
  auto const& state = observe::at_path(s.container->inspect, "State.Health");
  if (auto const streak = observe::whole_of(observe::at_key(state, "FailingStreak"))) {
    f.evidences.push_back({"GET /containers/{id}/json State.Health.FailingStreak", std::to_string(*streak)});
  }
  auto const& log = observe::at_key(state, "Log");
  if (log.is_array() && !log.empty()) {
    if (auto const code = observe::whole_of(observe::at_key(log.back(), "ExitCode"))) {
      f.evidences.push_back({"GET /containers/{id}/json State.Health.Log ExitCode", std::to_string(*code)});
    }
  }
  t.fail(std::move(f));
}

void judge_memory_kills(subject const& s, tally& t) {
  if (!observe::truth_of(observe::at_path(s.container->inspect, "State.OOMKilled"))) return t.pass();
  // The flag also stays for a killed child of a container that goes on running.
  bool const runs = s.container->running();
  auto f = begin_state(s, "DVR042", runs ? severity::warning : severity::error,
                       runs ? "the kernel killed a process of the container for want of memory"
                            : "the kernel killed the container for want of memory",
                       "no process killed");
  f.actual = "killed";
  f.field = "State.OOMKilled";
  f.where = s.service->where("mem_limit");
  f.evidences.push_back({"GET /containers/{id}/json State.OOMKilled", "true"});
  if (auto const limit = effective_of(s, "mem_limit")) f.evidences.push_back(*limit);
  f.advice = "raise the memory limit, or find what needs more than it";
  t.fail(std::move(f));
}

/// With the containerd store an image has ids on several levels; the container may carry either.
bool same_image(observe::live_container const& container, observe::live_image const* image, std::string const& id) {
  if (container.image_id == id) return true;
  if (observe::text_of(observe::at_path(container.inspect, "ImageManifestDescriptor.digest")) == id) return true;
  return image != nullptr &&
         observe::text_of(observe::at_path(image->inspect, "Descriptor.digest")) == container.image_id;
}

void judge_image(subject const& s, options const& how, tally& t) {
  auto const reference = mapping::image_reference(*s.project, *s.service);
  auto const found = s.live->images.find(reference);
  auto const* image = found == s.live->images.end() ? nullptr : &found->second;
  std::string expected = image == nullptr ? std::string() : image->id;
  if (auto const better = how.expected_images.find(reference); better != how.expected_images.end())
    expected = better->second;
  if (expected.empty()) return t.unknown(s, "image-fresh", "the engine has no image " + reference + " to compare with");
  if (same_image(*s.container, image, expected)) return t.pass();
  auto f = begin(s, "DVR028", severity::error, "the container runs another image than " + reference + " names now");
  f.how = drift_class::stale;
  f.expected = expected;
  f.actual = s.container->image_id;
  add_declared(f, s.service->where(s.service->image.empty() ? "build" : "image"), "image", reference);
  add_configured(f, "Image", s.container->image_id);
  add_effective(f, "GET /images/{name}/json Id", expected);
  f.fix = recreate(s);
  t.fail(std::move(f));
}

void judge_orphans(compose::project const& project, observe::live_stack const& live, tally& t) {
  bool any = false;
  for (auto const& container : live.containers) {
    if (container.one_off || project.services.contains(container.service)) continue;
    any = true;
    bool const disabled = project.disabled_services.contains(container.service);
    auto f = begin("DVR053", disabled ? severity::info : severity::warning,
                   disabled ? "the container belongs to a service whose profile is off"
                            : "the container belongs to the project, but the file has no such service");
    f.service = container.service;
    f.container = container.name;
    if (disabled) f.where = project.disabled_services.at(container.service).where();
    f.actual = container.service.empty() ? "no service label" : container.service;
    add_configured(f, "Config.Labels.com.docker.compose.service", *f.actual);
    f.fix = "docker rm --force " + quoted(container.name);
    t.fail(std::move(f));
  }
  if (!any) t.pass();
}

}  // namespace

void judge_population(compose::project const& project, observe::live_stack const& live, options const& how, tally& t) {
  for (auto const& [name, service] : project.services) {
    if (selected(how, name)) judge_replicas(service, live, t);
  }
  if (how.services.empty()) judge_orphans(project, live, t);
}

void judge_container(subject const& s, options const& how, tally& t) {
  judge_state(s, t);
  judge_health(s, t);
  judge_memory_kills(s, t);
  judge_image(s, how, t);
}

}  // namespace dockverify::drift

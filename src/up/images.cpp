// Images: pulled and built side by side before anything is created, because a container's hash and health depend on
// them.
#include "dockerfile/context.hpp"
#include "engine/io/token.hpp"
#include "mapping/row.hpp"
#include "up/run_state.hpp"

namespace dockverify::up {
namespace {

engine::build_options build_options_of(run_state const& run, compose::service const& s, std::string const& reference) {
  auto const& b = *s.build;
  engine::build_options out;
  out.tags = {reference};
  out.tags.insert(out.tags.end(), b.tags.begin(), b.tags.end());
  out.target = b.target;
  out.network_mode = b.network;
  out.build_args = b.args;
  out.labels = b.labels;
  out.labels["com.docker.compose.project"] = run.project.name;
  out.labels["com.docker.compose.service"] = s.name;
  out.cache_from = b.cache_from;
  out.extra_hosts = b.extra_hosts;
  out.no_cache = b.no_cache;
  out.pull = b.pull == "true";
  out.shm_size = b.shm_size;
  out.platform = !s.platform.empty() ? s.platform : !b.platforms.empty() ? b.platforms.front() : std::string();
  return out;
}

dockerfile::context_request context_of(compose::build const& b) {
  dockerfile::context_request out;
  out.directory = b.context;
  out.dockerfile = b.dockerfile;
  if (!b.dockerfile_inline.empty()) out.dockerfile_inline = b.dockerfile_inline;
  return out;
}

/// What the build API cannot do without a session of its own (engine-api.md section 11). Said, never dropped.
std::string unsupported_build_key(compose::build const& b) {
  if (!b.secrets.empty()) return "secrets";
  if (!b.ssh.empty()) return "ssh";
  if (!b.additional_contexts.empty()) return "additional_contexts";
  if (!b.cache_to.empty()) return "cache_to";
  if (!b.entitlements.empty()) return "entitlements";
  if (b.privileged) return "privileged";
  if (b.platforms.size() > 1) return "platforms with more than one entry";
  return {};
}

/// The service cannot start without its image: a start-up failure like any other, with its cause.
void fail_image(run_state& run, plan::image_step const& step, diagnose::refused_call refused, std::string_view key) {
  auto const& s = run.project.services.at(step.service);
  diagnose::failure_context context;
  context.service = step.service;
  context.where = s.where(key);
  context.image = step.reference;
  context.refused = std::move(refused);
  auto f = diagnose::explain(context);
  f.where = context.where;
  run.tell("image", step.reference, phase::failed, context.refused->message);
  run.outcome.findings.push_back(std::move(f));
}

io::awaitable<io::result<std::string>> next_piece(std::shared_ptr<dockerfile::context_tar> context) {
  auto piece = context->next_piece();
  if (piece) co_return std::move(*piece);
  co_return io::failure{io::failure_kind::invalid, {}, 0, "reading the build context", piece.error().message};
}

/// False when it could not be built.
io::awaitable<bool> build(run_state& run, plan::image_step step) {
  auto const& s = run.project.services.at(step.service);
  if (auto const key = unsupported_build_key(*s.build); !key.empty()) {
    fail_image(
        run, step,
        {"POST /build", 0,
         "build." + key +
             " needs a BuildKit session, which dockverify does not open; build the image with docker compose build"},
        "build");
    co_return false;
  }
  run.tell("image", step.reference, phase::building);
  auto options = build_options_of(run, s, step.reference);
  auto context = dockerfile::read_context(context_of(*s.build));
  if (!context) {
    fail_image(run, step,
               {"POST /build", 0, "the build context " + context.error().path + ": " + context.error().message},
               "build");
    co_return false;
  }
  options.dockerfile = context->dockerfile;
  auto shared = std::make_shared<dockerfile::context_tar>(std::move(*context));
  engine::context_source const source = [shared] { return next_piece(shared); };
  engine::progress_sink const sink = [&run, reference = step.reference](std::string_view line) {
    run.tell("image", reference, phase::building, std::string(line));
  };
  auto const built = co_await run.client.images().build(std::move(options), source, sink, run.call());
  if (built) {
    run.tell("image", step.reference, phase::created, "built");
    co_return true;
  }
  if (!run.ends_run(built.error())) fail_image(run, step, refused_by(built.error()), "build");
  co_return false;
}

io::awaitable<void> fetch(run_state& run, plan::image_step step) {
  if (step.action == plan::image_action::build) {
    co_await build(run, std::move(step));
    co_return;
  }
  run.tell("image", step.reference, phase::pulling);
  auto const& s = run.project.services.at(step.service);
  auto auth = engine::registry_auth_for(step.reference, engine::docker_config_directory(engine::process_environment()));
  engine::progress_sink const sink = [&run, reference = step.reference](std::string_view line) {
    run.tell("image", reference, phase::pulling, std::string(line));
  };
  auto const pulled = co_await run.client.images().pull(step.reference, s.platform, std::move(auth), sink, run.call());
  if (pulled) {
    run.tell("image", step.reference, phase::created, "pulled");
    co_return;
  }
  if (run.ends_run(pulled.error())) co_return;
  if (step.build_if_pull_fails) {
    co_await build(run, std::move(step));
    co_return;
  }
  fail_image(run, step, refused_by(pulled.error()), "image");
}

io::awaitable<void> reread(run_state& run, std::string reference) {
  auto read = co_await run.client.images().inspect(reference, run.call());
  if (!read) {
    run.ends_run(read.error());
    co_return;
  }
  // The containers of the image that had this name until now are compared with it, not with the new one.
  auto& image = run.live.images[reference];
  if (!image.id.empty() && image.id != read->id) run.live.images.try_emplace(image.id, image);
  image = {reference, read->id, std::move(read->raw)};
}

}  // namespace

io::awaitable<void> ensure_images(run_state& run) {
  auto const steps = plan::images(run.project, run.live, run.options.what, run.live.engine.system_time);
  auto const executor = co_await io::asio::this_coro::executor;
  io::task_group group(executor);
  for (auto const& step : steps) {
    if (step.action != plan::image_action::keep) group.start(fetch(run, step));
    bool const absent = !run.live.images.contains(step.reference);
    if (step.action == plan::image_action::keep && absent)
      fail_image(run, step,
                 {"GET /images/" + step.reference + "/json", 404,
                  "No such image: " + step.reference + " (pull_policy is never)"},
                 "pull_policy");
  }
  co_await group.join();
  for (auto const& step : steps)
    if (step.action != plan::image_action::keep && !run.over()) group.start(reread(run, step.reference));
  co_await group.join();
}

}  // namespace dockverify::up

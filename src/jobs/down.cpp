// Stop and remove what belongs to the project, also when its file is gone and only -p names it.
#include "up/down.hpp"

#include "jobs/job.hpp"
#include "jobs/session.hpp"

namespace dockverify::jobs {
namespace {

/// With -p and no file that can be found, the labels on the engine are enough.
std::optional<compose::project> project_or_name(job_options const& options, report& r) {
  report loaded = r;
  if (auto project = load_project(options, loaded)) {
    r = std::move(loaded);
    return project;
  }
  if (options.project.project_name.empty() || !options.project.files.empty()) {
    r = std::move(loaded);
    return std::nullopt;
  }
  compose::project bare;
  bare.name = options.project.project_name;
  r.project_name = bare.name;
  r.notes.push_back("no usable compose file: what carries the labels of project " + bare.name + " is removed");
  return bare;
}

std::string counted(std::size_t number, std::string const& what) {
  return number == 0 ? std::string() : std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

std::string removal_text(up::down_outcome const& outcome) {
  std::string out;
  for (auto const& part : {counted(outcome.containers, "container"), counted(outcome.networks, "network"),
                           counted(outcome.volumes, "volume")})
    if (!part.empty()) out += (out.empty() ? "removed " : ", ") + part;
  return out.empty() ? "nothing to remove" : out;
}

}  // namespace

io::awaitable<report> down(job_context context) {
  report r;
  r.command = "down";
  auto const project = project_or_name(context.options, r);
  // A project without services may still have containers to remove.
  bool const named = !context.options.services.empty();
  if (!project || (named && !check_service_names(*project, context.options.services, r))) {
    finish(r, context, false);
    co_return r;
  }
  auto const client = co_await connect(context, false, r);
  std::optional<observe::live_stack> live;
  if (client) {
    context.interrupt.on_interrupt([&client] { client->shutdown(); });
    live = co_await look(*client, *project, context, false, r);
  }
  if (live) {
    up::down_options options;
    options.services = context.options.services;
    options.volumes = context.options.volumes;
    options.remove_orphans = context.options.remove_orphans;
    options.grace = context.options.grace;
    options.deadline = context.deadline();
    options.begun = context.begun;
    auto outcome = co_await up::take_down(*client, *project, std::move(*live), std::move(options), context.progress);
    r.timeline = std::move(outcome.timeline);
    for (auto& warning : outcome.warnings) r.notes.push_back("warning: " + warning);
    for (auto& left : outcome.left)
      r.errors.push_back({"not-removed", std::move(left), "see what uses it, then run down again", {}});
    if (!r.errors.empty()) r.status = exit_status::not_started;
    if (outcome.timed_out) r.status = exit_status::timeout;
    if (outcome.engine_lost) report_failure(*outcome.engine_lost, r);
    r.notes.push_back(r.project_name + ": " + removal_text(outcome));
  }
  context.interrupt.forget();
  if (context.interrupt.raised()) r.status = exit_status::interrupted;
  finish(r, context, false);
  co_return r;
}

}  // namespace dockverify::jobs

#include "jobs/locked.hpp"

#include <algorithm>

#include "audit/lock.hpp"
#include "compose/paths.hpp"
#include "compose/problem_log.hpp"
#include "jobs/session.hpp"

namespace dockverify::jobs {
namespace {

constexpr std::size_t largest_lock = std::size_t{32} << 20U;

void refuse(report& r, std::string message, std::string advice) {
  r.errors.push_back({"lock", std::move(message), std::move(advice), {}});
  r.status = exit_status::usage;
}

audit::locked_project const* choose(std::vector<audit::locked_project> const& all, std::string const& name,
                                    std::string const& shown, report& r) {
  if (name.empty() && all.size() == 1) return &all.front();
  std::vector<std::string> known;
  for (auto const& one : all) {
    if (one.name == name) return &one;
    known.push_back(one.name);
  }
  if (all.empty()) {
    refuse(r, shown + " has no project in it", "write it where there is a compose file: dockverify audit --lock");
  } else if (name.empty()) {
    refuse(r, shown + " has several projects: " + compose::one_of(known), "say which one with -p");
  } else {
    refuse(r, shown + " has no project `" + name + "`" + compose::did_you_mean(name, known),
           "it has " + compose::one_of(known));
  }
  return nullptr;
}

}  // namespace

locked_load load_locked(job_options const& options, std::string const& directory, report& r) {
  locked_load made;
  auto const& name = *options.lock_file;
  auto const path = compose::absolute_path(options.project.working_directory, name, {});
  std::string why;
  auto const text = compose::read_file(path, largest_lock, why);
  if (!text) {
    refuse(r, name + " can not be read: " + why, "write it where the sources are: dockverify audit --lock");
    return made;
  }
  auto locked = audit::read_lock(*text, name);
  if (!locked.errors.empty()) {
    r.errors = std::move(locked.errors);
    r.status = exit_status::usage;
    return made;
  }
  auto const* chosen = choose(locked.projects, options.project.project_name, name, r);
  if (chosen == nullptr) return made;
  compose::load_options load = options.project;
  load.text = compose::source_text{name, path, chosen->model};
  load.project_name = chosen->name;
  // What was audited is what is verified: profiles were settled then.
  load.profiles = {"*"};
  if (load.project_directory.empty())
    load.project_directory = directory.empty() ? compose::parent_directory(path) : directory;
  auto result = compose::load(load);
  if (!take_problems(result, r)) return made;
  made.project = std::move(result.loaded);
  made.hidden = chosen->hidden;
  return made;
}

}  // namespace dockverify::jobs

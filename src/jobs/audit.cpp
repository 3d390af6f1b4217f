// The static audit of a project, of folders or of single files.
#include "audit/audit.hpp"

#include <chrono>

#include "compose/problem_log.hpp"
#include "jobs/catalogue.hpp"
#include "jobs/job.hpp"
#include "rules/rule.hpp"

namespace dockverify::jobs {
namespace {

rules::date today() {
  std::chrono::year_month_day const day(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return {int(day.year()), int(unsigned(day.month())), int(unsigned(day.day()))};
}

/// The levels that --disable asks for; a name that is no rule is an error of the report.
rules::levels levels_of(std::vector<std::string> const& off, report& r) {
  rules::levels levels;
  for (std::string const& id : off) {
    if (rules::rule const* rule = rules::find_rule(id)) {
      levels.insert_or_assign(std::string(rule->id), rules::level::off);
      continue;
    }
    std::vector<std::string> known;
    for (rules::rule const* one : rules::all_rules()) known.emplace_back(one->id);
    r.errors.push_back({"unknown-rule",
                        "there is no rule " + id + compose::did_you_mean(id, known),
                        "dockverify explain lists the rules",
                        {}});
    r.status = exit_status::usage;
  }
  return levels;
}

}  // namespace

report audit(job_options const& options) {
  auto const begun = std::chrono::steady_clock::now();
  report r;
  r.command = "audit";
  dockverify::audit::options what;
  what.what.paths = options.audit.paths;
  what.what.project = options.project;
  what.what.settings.environment = options.audit.environment;
  what.what.settings.trusted_registries = options.audit.trusted_registries;
  what.what.settings.today = today();
  what.environment_given = options.audit.environment_given;
  what.inline_ignores = options.audit.inline_ignores;
  what.level_overrides = levels_of(options.audit.rules_off, r);
  if (r.errors.empty()) {
    dockverify::audit::result done = dockverify::audit::run(std::move(what));
    r.findings = std::move(done.findings);
    r.checks = done.checks;
    r.errors = std::move(done.errors);
    for (dockverify::audit::text_file const& file : done.read.files()) {
      r.files.push_back(*file.shown);
      r.sources.emplace(*file.shown, file.text);
    }
    for (compose::load_result const* project : done.read.projects()) {
      if (r.main_file.empty() && !project->sources.empty()) r.main_file = project->sources.front().shown;
    }
    if (r.main_file.empty() && !r.files.empty()) r.main_file = r.files.front();
    auto const& projects = done.read.subjects().projects;
    if (projects.size() == 1) {
      r.project_name = projects.front()->project->name;
      r.project_directory = projects.front()->project->directory;
    }
  }
  r.rules = catalogue();
  r.elapsed_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
  conclude(r, options.threshold, true);
  return r;
}

}  // namespace dockverify::jobs

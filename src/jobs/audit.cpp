// The static audit of a project, of folders or of single files.
#include "audit/audit.hpp"

#include <chrono>
#include <iterator>
#include <limits>

#include "audit/fix.hpp"
#include "audit/init_ignore.hpp"
#include "audit/lock.hpp"
#include "audit/shellcheck.hpp"
#include "compose/paths.hpp"
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

std::string read_text(std::string const& path, std::optional<std::string>& text) {
  std::string why;
  text.reset();
  if (compose::file_exists(path)) text = compose::read_file(path, std::size_t{16} << 20U, why);
  return why;
}

void mend(job_options const& options, dockverify::audit::result& done, report& r) {
  bool const write = options.audit.fix == audit_question::fixing::write;
  auto plan = dockverify::audit::plan_fixes(
      done.findings, done.read,
      {options.audit.unsafe, compose::clean_path(options.project.working_directory), done.secret_lines});
  if (write) dockverify::audit::apply(plan);
  r.diff = dockverify::audit::diff_of(plan);
  for (auto const& file : plan.files) {
    std::string const count =
        std::to_string(file.findings.size()) + (file.findings.size() == 1 ? " finding" : " findings");
    r.notes.push_back(write ? "mended " + count + " in " + file.shown
                            : count + " in " + file.shown + " can be mended: --fix=apply writes the change");
  }
  for (auto const& left : plan.left) {
    finding const& f = done.findings[left.finding];
    std::string const text = "left " + f.rule + " at " + f.where.text() + ": " + left.text;
    if (write && left.why == dockverify::audit::left_reason::not_writable) {
      r.errors.push_back({"not-written", text, {}, f.where});
    } else {
      r.notes.push_back(text);
    }
  }
  if (!write) return;
  for (auto at = plan.mended.rbegin(); at != plan.mended.rend(); ++at)
    done.findings.erase(done.findings.begin() + static_cast<std::ptrdiff_t>(*at));
}

void init_ignore(dockverify::audit::result const& done, report& r) {
  auto suggestions = dockverify::audit::suggest_ignore_files(done.read.subjects());
  dockverify::audit::write_ignore_files(suggestions);
  for (auto const& one : suggestions) {
    if (!one.failure.empty()) {
      r.errors.push_back({"not-written", one.shown + " can not be written: " + one.failure, {}, {}});
    } else if (!one.exists) {
      r.notes.push_back("wrote " + one.shown);
    } else if (one.lacking.empty()) {
      r.notes.push_back(one.shown + " has all that is suggested");
    } else {
      std::string lines;
      for (std::string const& line : one.lacking) lines += (lines.empty() ? "" : ", ") + line;
      r.notes.push_back(one.shown + " stays as it is; it lacks " + lines);
    }
  }
}

void keep_lock(job_options const& options, dockverify::audit::result const& done, report& r) {
  std::string const name =
      options.audit.lock_file.empty() ? std::string(dockverify::audit::lock_file_name) : options.audit.lock_file;
  std::string const path = compose::absolute_path(options.project.working_directory, name, {});
  dockverify::audit::lock_facts facts;
  facts.directory = compose::parent_directory(path);
  if (options.audit.lock) {
    std::string const failed = dockverify::audit::save_lock(path, dockverify::audit::lock_text(done, facts));
    if (failed.empty()) {
      r.notes.push_back("wrote " + name);
    } else {
      r.errors.push_back({"not-written", name + " can not be written: " + failed, {}, {}});
    }
    return;
  }
  std::optional<std::string> text;
  std::string const why = read_text(path, text);
  if (!why.empty()) {
    r.errors.push_back({"unreadable", name + " can not be read: " + why, {}, {}});
    return;
  }
  auto checked = dockverify::audit::check_lock(text, name, done, facts);
  std::move(checked.findings.begin(), checked.findings.end(), std::back_inserter(r.findings));
  std::move(checked.errors.begin(), checked.errors.end(), std::back_inserter(r.errors));
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
    auto const path = options.project.environment.find("PATH");
    using asking = audit_question::asking;
    if (options.audit.shellcheck == asking::always) what.most_scripts = std::numeric_limits<std::size_t>::max();
    if (options.audit.shellcheck != asking::never && path != options.project.environment.end())
      what.shellcheck = dockverify::audit::find_shellcheck(path->second);
    dockverify::audit::result done = dockverify::audit::run(std::move(what));
    r.errors = done.errors;
    if (done.scripts_left_out != 0)
      r.notes.push_back("ShellCheck was not asked about " + std::to_string(done.scripts_left_out) +
                        " scripts: --shellcheck=always does, which takes longer than all the rest");
    if (options.audit.fix != audit_question::fixing::no) mend(options, done, r);
    if (options.audit.init_ignore) init_ignore(done, r);
    if (options.audit.lock || options.audit.check_lock) keep_lock(options, done, r);
    std::move(done.findings.begin(), done.findings.end(), std::back_inserter(r.findings));
    r.secret_lines = std::move(done.secret_lines);
    r.checks = done.checks;
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

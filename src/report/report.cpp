// From what was found to the exit status: the one place that decides it (contract.md, "Exit status").
#include "report/report.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "report/progress.hpp"

namespace dockverify {
namespace {

exit_status status_of(report_error const& error) {
  std::string_view const code = error.code;
  if (code.starts_with("engine")) return exit_status::engine;
  if (code == "deadline") return exit_status::timeout;
  if (code == "interrupted") return exit_status::interrupted;
  return exit_status::usage;
}

outcome outcome_of(exit_status status) {
  switch (status) {
    case exit_status::ok:
      return outcome::ok;
    case exit_status::findings:
      return outcome::findings;
    case exit_status::usage:
    case exit_status::engine:
      return outcome::error;
    case exit_status::not_started:
      return outcome::failed;
    case exit_status::timeout:
      return outcome::timeout;
    case exit_status::interrupted:
      return outcome::interrupted;
  }
  return outcome::error;
}

// A total order, so that two runs over the same input print the same report.
bool comes_before(finding const& a, finding const& b) {
  auto const key = [](finding const& f) {
    std::string_view const file = f.where.file ? std::string_view{*f.where.file} : std::string_view{};
    return std::tuple{file,
                      f.where.line,
                      std::string_view{f.service},
                      std::string_view{f.rule},
                      f.where.column,
                      std::string_view{f.container},
                      std::string_view{f.field},
                      std::string_view{f.message}};
  };
  return key(a) < key(b);
}

exit_status judge(report& r, fail_on threshold, bool must_check) {
  if (r.status != exit_status::ok && r.status != exit_status::findings) return r.status;
  if (!r.errors.empty()) return status_of(r.errors.front());
  bool const did_not_start = std::any_of(r.findings.begin(), r.findings.end(), [](finding const& f) {
    return f.kind == finding_kind::startup && f.level == severity::error;
  });
  if (did_not_start) return exit_status::not_started;
  bool const found = std::any_of(r.findings.begin(), r.findings.end(),
                                 [&](finding const& f) { return !f.ignored && fails(f.level, threshold); });
  if (found || r.status == exit_status::findings) return exit_status::findings;
  if (must_check && r.checks.executed == 0) {
    r.errors.push_back({"no-checks",
                        "no check was executed, so nothing is known to be right",
                        "name services of this project, or look at the filters and profiles in use",
                        {}});
    return exit_status::usage;
  }
  if (must_check && r.checks.undetermined == r.checks.executed) {
    r.errors.push_back({"nothing-determined",
                        "not one check could be determined, so nothing is known to be right",
                        "run dockverify where the engine runs, or with the rights to read what it has to compare",
                        {}});
    return exit_status::usage;
  }
  return exit_status::ok;
}

}  // namespace

std::string_view to_string(outcome o) noexcept {
  switch (o) {
    case outcome::ok:
      return "ok";
    case outcome::findings:
      return "findings";
    case outcome::failed:
      return "failed";
    case outcome::timeout:
      return "timeout";
    case outcome::interrupted:
      return "interrupted";
    case outcome::error:
      return "error";
  }
  return "error";
}

std::string_view to_string(ready_by how) noexcept {
  switch (how) {
    case ready_by::none:
      return "";
    case ready_by::engine:
      return "engine";
    case ready_by::eager:
      return "eager";
    case ready_by::running:
      return "running";
    case ready_by::completed:
      return "completed";
  }
  return "";
}

std::string_view to_string(phase p) noexcept {
  switch (p) {
    case phase::waiting:
      return "waiting";
    case phase::pulling:
      return "pulling";
    case phase::building:
      return "building";
    case phase::creating:
      return "creating";
    case phase::created:
      return "created";
    case phase::starting:
      return "starting";
    case phase::started:
      return "started";
    case phase::probing:
      return "probing";
    case phase::ready:
      return "ready";
    case phase::unchanged:
      return "unchanged";
    case phase::failed:
      return "failed";
    case phase::blocked:
      return "blocked";
    case phase::stopping:
      return "stopping";
    case phase::stopped:
      return "stopped";
    case phase::removing:
      return "removing";
    case phase::removed:
      return "removed";
  }
  return "";
}

bool fails(severity level, fail_on threshold) noexcept {
  switch (threshold) {
    case fail_on::error:
      return level == severity::error;
    case fail_on::warning:
      return level != severity::info;
    case fail_on::info:
      return true;
    case fail_on::never:
      return false;
  }
  return true;
}

void conclude(report& r, fail_on threshold, bool must_check) {
  std::sort(r.findings.begin(), r.findings.end(), comes_before);
  r.threshold = threshold;
  r.status = judge(r, threshold, must_check);
  r.outcome = outcome_of(r.status);
}

}  // namespace dockverify

#include "report/test_points.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "report/outline.hpp"

namespace dockverify {
namespace {

std::string project_of(report const& r) {
  return r.project_name.empty() ? "dockverify " + r.command : r.project_name;
}

void line(std::string& to, std::string const& label, std::string const& text) {
  if (!text.empty()) to += label + text + "\n";
}

std::string details_of(finding const& f) {
  std::string out;
  line(out, "", headline(f));
  if (f.where.known()) line(out, "at: ", f.where.text());
  if (f.expected) line(out, "declared: ", *f.expected);
  if (f.actual) line(out, "configured: ", *f.actual);
  for (evidence const& e : f.evidences) line(out, e.source + ": ", e.text);
  line(out, "caused by: ", f.caused_by);
  line(out, "advice: ", f.advice);
  line(out, "fix: ", f.fix);
  return out;
}

bool fails_run(report const& r, finding const& f) {
  return fails(f.level, r.threshold) || (f.kind == finding_kind::startup && f.level == severity::error);
}

test_point point_of(report const& r, finding const& f) {
  test_point p;
  bool const about_file = f.where.known() && (f.kind == finding_kind::audit || f.service.empty());
  p.group = about_file ? *f.where.file : !f.service.empty() ? f.service : project_of(r);
  p.name = f.rule + " " + f.name;
  std::string const subject = !f.container.empty() ? f.container : f.service;
  if (!subject.empty() && subject != p.group) p.name += " " + subject;
  if (f.where.line > 0) p.name += " (" + f.where.text() + ")";
  p.kind = to_string(f.level);
  p.where = f.where;
  p.details = details_of(f);
  if (f.ignored) {
    p.result = test_result::skipped;
    p.reason = "ignored, " + why_ignored(*f.ignored);
  } else {
    p.result = fails_run(r, f) ? test_result::failed : test_result::passed;
    p.reason = headline(f);
  }
  return p;
}

test_point point_of(service_status const& s) {
  test_point p;
  p.group = s.name;
  p.name = s.name + " is ready";
  p.result = s.ready ? test_result::passed : test_result::failed;
  p.kind = "not-ready";
  if (!s.ready) p.reason = s.reason.empty() ? "it is not ready" : s.reason;
  return p;
}

test_point point_of(report const& r, report_error const& e) {
  test_point p;
  p.group = e.where.known() ? *e.where.file : project_of(r);
  p.name = e.code + (e.where.line > 0 ? " (" + e.where.text() + ")" : "");
  p.result = test_result::broken;
  p.kind = e.code;
  p.reason = e.message;
  line(p.details, "", e.message);
  line(p.details, "advice: ", e.advice);
  p.where = e.where;
  return p;
}

}  // namespace

std::vector<test_point> test_points(report const& r) {
  std::vector<std::vector<test_point>> groups;
  std::map<std::string, std::size_t> index;
  auto const add = [&](test_point p) {
    std::size_t const at = index.emplace(p.group, groups.size()).first->second;
    if (at == groups.size()) groups.emplace_back();
    groups[at].push_back(std::move(p));
  };
  // In a plan, ready is what one look shows and nobody's demand.
  if (r.command == "up" || r.command == "verify") {
    for (service_status const& s : r.services) add(point_of(s));
  }
  for (finding const& f : r.findings) add(point_of(r, f));
  for (report_error const& e : r.errors) add(point_of(r, e));
  auto const sum = [&](std::string name, test_result result, std::string reason) {
    test_point p;
    p.group = "dockverify " + r.command;
    p.name = std::move(name);
    p.result = result;
    p.reason = std::move(reason);
    add(std::move(p));
  };
  auto const checks = [](std::size_t n) { return std::to_string(n) + (n == 1 ? " check" : " checks"); };
  if (r.checks.passed > 0) sum(checks(r.checks.passed) + " passed", test_result::passed, {});
  if (r.checks.undetermined > 0)
    sum(checks(r.checks.undetermined) + " undetermined", test_result::skipped, "could not be determined");
  if (groups.empty())
    sum(std::string(to_string(r.outcome)), r.status == exit_status::ok ? test_result::passed : test_result::broken, {});
  std::vector<test_point> points;
  for (std::vector<test_point>& group : groups) std::move(group.begin(), group.end(), std::back_inserter(points));
  return points;
}

}  // namespace dockverify

// JUnit XML: a suite for each file and service, a test for each finding, service and error.
#include <cstdio>
#include <ostream>

#include "report/test_points.hpp"
#include "report/writers.hpp"
#include "report/xml_text.hpp"

namespace dockverify {
namespace {

struct tally {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;

  void count(test_point const& p) {
    ++tests;
    if (p.result == test_result::failed) ++failures;
    if (p.result == test_result::broken) ++errors;
    if (p.result == test_result::skipped) ++skipped;
  }
};

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + xml_line(value) + "\"";
}

std::string attributes(tally const& t) {
  return attribute("tests", std::to_string(t.tests)) + attribute("failures", std::to_string(t.failures)) +
         attribute("errors", std::to_string(t.errors)) + attribute("skipped", std::to_string(t.skipped));
}

void write_point(test_point const& p, std::ostream& out) {
  out << "    <testcase" << attribute("name", p.name) << attribute("classname", p.group) << attribute("time", "0");
  if (p.where.known()) out << attribute("file", *p.where.file);
  if (p.where.line > 0) out << attribute("line", std::to_string(p.where.line));
  std::string const message = attribute("message", p.reason);
  switch (p.result) {
    case test_result::passed:
      if (p.details.empty()) {
        out << "/>\n";
      } else {
        out << ">\n      <system-out>" << xml_block(p.details) << "</system-out>\n    </testcase>\n";
      }
      break;
    case test_result::failed:
      out << ">\n      <failure" << message << attribute("type", p.kind) << ">" << xml_block(p.details)
          << "</failure>\n    </testcase>\n";
      break;
    case test_result::broken:
      out << ">\n      <error" << message << attribute("type", p.kind) << ">" << xml_block(p.details)
          << "</error>\n    </testcase>\n";
      break;
    case test_result::skipped:
      out << ">\n      <skipped" << message << "/>\n    </testcase>\n";
      break;
  }
}

std::string seconds(std::int64_t milliseconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", static_cast<double>(milliseconds) / 1000);
  return text;
}

void write_junit(report const& r, writer_options const&, std::ostream& out) {
  auto const points = test_points(r);
  tally all;
  for (test_point const& p : points) all.count(p);
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites"
      << attribute("name", r.project_name.empty() ? "dockverify" : r.project_name) << attributes(all)
      << attribute("time", seconds(r.elapsed_ms)) << ">\n";
  for (auto at = points.begin(); at != points.end();) {
    auto end = at;
    tally suite;
    for (; end != points.end() && end->group == at->group; ++end) suite.count(*end);
    out << "  <testsuite" << attribute("name", at->group) << attributes(suite) << attribute("time", "0") << ">\n";
    for (; at != end; ++at) write_point(*at, out);
    out << "  </testsuite>\n";
  }
  out << "</testsuites>\n";
}

}  // namespace

report_writer const junit_writer{"junit", "JUnit XML, for dashboards of test results", &write_junit};

}  // namespace dockverify

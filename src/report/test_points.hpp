// A report as results of tests, for the formats of test runners: services, findings and errors, each passed, failed,
// broken or skipped. A finding fails its test when it makes the run fail.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/report.hpp"

namespace dockverify {

enum class test_result : std::uint8_t { passed, failed, broken, skipped };

struct test_point {
  std::string group;  ///< file or service it is about; else the project
  std::string name;
  test_result result = test_result::passed;
  std::string kind;     ///< severity of a finding, code of an error
  std::string reason;   ///< one line: why it did not pass, or what it says although it passed
  std::string details;  ///< several lines, may be empty
  source_span where;
};

/// In the order of the report, those of one group together.
std::vector<test_point> test_points(report const& r);

}  // namespace dockverify

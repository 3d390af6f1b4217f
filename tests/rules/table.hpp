// Tables of Dockerfiles and the lines that a rule reports in each.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "support.hpp"

namespace dockverify::rules::test {

struct dockerfile_row {
  std::string_view what;  ///< why it is in the table
  std::string_view text;
  std::vector<int> lines;
};

inline void expect_lines(std::string_view rule, std::initializer_list<dockerfile_row> rows,
                         audit_options const& options = {}) {
  for (dockerfile_row const& row : rows) {
    EXPECT_EQ(lines(rule, row.text, options), row.lines) << rule << ": " << row.what << "\n" << row.text;
  }
}

struct project_row {
  std::string_view what;
  files project;
  std::vector<std::string> found;
};

inline void expect_found(std::string_view rule, std::initializer_list<project_row> rows,
                         audit_options const& options = {}) {
  for (project_row const& row : rows) {
    EXPECT_EQ(found(rule, row.project, options), row.found) << rule << ": " << row.what;
  }
}

}  // namespace dockverify::rules::test

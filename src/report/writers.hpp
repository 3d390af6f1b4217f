// The formats a report can be written in, as data: one writer a file, listed once in all.cpp.
#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

#include "report/report.hpp"

namespace dockverify {

/// How the reader wants it; formats for machines ignore all of it.
struct writer_options {
  bool colour = false;   ///< escape codes for colours
  bool ascii = false;    ///< no symbols outside ASCII
  bool verbose = false;  ///< also the table when all is well, every container, and the timeline
  bool quiet = false;    ///< nothing when all is well, only what is wrong otherwise
  int width = 0;         ///< columns for prose and the table; 0: unlimited
};

struct report_writer {
  std::string_view name, summary;
  void (*write)(report const& r, writer_options const& options, std::ostream& out);
};

std::span<report_writer const> all_writers();
/// Null when there is no such format.
report_writer const* find_writer(std::string_view name);

extern report_writer const text_writer;
extern report_writer const json_writer;
extern report_writer const sarif_writer;
extern report_writer const junit_writer;
extern report_writer const github_writer;
extern report_writer const markdown_writer;
extern report_writer const codeclimate_writer;
extern report_writer const gitlab_writer;  ///< Code Climate's format under the name of who reads it
extern report_writer const checkstyle_writer;
extern report_writer const tap_writer;

}  // namespace dockverify

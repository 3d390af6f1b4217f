// One audit from request to findings: gather, configure, run the rules, ignore.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "audit/conceal.hpp"
#include "audit/configuration.hpp"
#include "audit/gather.hpp"
#include "report/report.hpp"

namespace dockverify::audit {

struct options {
  request what;
  bool environment_given = false;  ///< on the command line: it wins over the configuration's
  bool inline_ignores = true;      ///< comments count
  std::string shellcheck;          ///< the program; empty: it is not asked
  std::size_t most_scripts = 64;   ///< with more of them ShellCheck is not asked
  rules::levels level_overrides;   ///< over the configuration's
};

struct result {
  inputs read;
  rules::settings settings;       ///< as configured
  rules::levels levels;           ///< the same
  std::vector<finding> findings;  ///< ignored ones too
  lines_by_file secret_lines;     ///< of the files that were read: no output may have them
  check_counts checks;
  std::size_t scripts_left_out = 0;  ///< that ShellCheck was not asked about, because they are so many
  std::vector<report_error> errors;  ///< of the command line and the configuration; the run then has checked nothing
};

result run(options what);

}  // namespace dockverify::audit

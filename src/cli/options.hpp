// The command line as values. CLI11 is included by options.cpp alone: it is slow to compile.
#pragma once

#include <optional>
#include <string>

#include "jobs/job.hpp"
#include "report/writers.hpp"

namespace dockverify::cli {

enum class command : std::uint8_t { up, verify, audit, plan, config, down, explain, version };

struct command_line {
  command what = command::up;
  jobs::job_options job;
  std::string format;
  std::string output;  ///< file; empty: stdout
  bool quiet = false, verbose = false, no_color = false, ascii = false;
  bool debug = false;  ///< engine calls with their times on stderr
};

/// Parses; or says what to print and with which status to end: help and version 0, wrong usage 2.
struct parse_outcome {
  std::optional<command_line> parsed;
  int status = 0;
  std::string out, err;
};
parse_outcome parse(int argc, char const* const* argv, std::map<std::string, std::string> environment,
                    std::string working_directory);

}  // namespace dockverify::cli

// ShellCheck about the scripts of RUN: what it is given, and what its answer says of the Dockerfile. Running it is the
// audit's task.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/finding.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// The script of a RUN behind a line that names its shell and one that exports the variables which ENV, ARG and the
/// builder set. Empty: ShellCheck does not know the shell, or it is no shell at all.
std::string shellcheck_input(dockerfile_subject const& subject, run_script const& script);

struct shell_comment {
  shell::text_range where;  ///< in the Dockerfile
  severity level = severity::info;
  int code = 0;  ///< 2086 of SC2086
  std::string message;
};
/// What `shellcheck -f json1` has written about shellcheck_input(). An answer that can not be read says nothing.
std::vector<shell_comment> read_shellcheck(std::string_view json, run_script const& script);

}  // namespace dockverify::rules

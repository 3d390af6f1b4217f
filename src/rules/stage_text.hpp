// Where in the file a stage's text begins, and where lines are added to it.
#pragma once

#include <cstddef>
#include <string>

#include "rules/draft.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// The first line of the comments that touch an instruction, or its own.
std::size_t begin_with_comments(dockerfile_subject const& subject, dockerfile::instruction const& one);

/// Adds lines, each with its end, before the CMD and ENTRYPOINT that close a stage, or at its end.
void insert_before_command(draft& made, dockerfile_subject const& subject, dockerfile::stage const& stage,
                           std::string const& lines);

}  // namespace dockverify::rules

// Another name for a stage, wherever the file names it.
#pragma once

#include <string>

#include "rules/draft.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// In its FROM, in those that are built on it, in COPY --from and in mounts.
void rename_stage(draft& made, dockerfile_subject const& subject, dockerfile::stage const& stage,
                  std::string const& name);

}  // namespace dockverify::rules

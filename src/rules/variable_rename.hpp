// Another name for a variable in one instruction.
#pragma once

#include <string_view>

#include "rules/draft.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// Each $NAME and ${NAME...} of the instruction.
void rename_variable(draft& made, dockerfile_subject const& subject, dockerfile::instruction const& one,
                     std::string_view name, std::string_view right);

}  // namespace dockverify::rules

// A good .dockerignore for a context: what every project leaves out, and what was found in this one.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rules/subjects.hpp"

namespace dockverify::rules {

/// Patterns work at every depth, save those that packages may be called by. What a COPY or a bind mount names is
/// brought back.
std::string suggested_ignore_file(context_subject const& context);

/// Names that ignore files list whether they are there or not: what the suggestion has, and what tools leave behind.
std::span<std::string_view const> usual_names();

}  // namespace dockverify::rules

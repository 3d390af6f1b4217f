// In which case a Dockerfile writes its instructions.
#pragma once

#include <string>
#include <string_view>

#include "rules/subjects.hpp"

namespace dockverify::rules {

/// No letter of it is small.
bool is_upper(std::string_view name);

/// Most of its instructions are in capitals, or as many as are not.
bool in_capitals(dockerfile_subject const& subject);

/// An instruction's name as the file would write it: "copy" where most are small.
std::string keyword_as_written(dockerfile::keyword name, bool capitals);
std::string keyword_as_written(dockerfile_subject const& subject, dockerfile::keyword name);

}  // namespace dockverify::rules

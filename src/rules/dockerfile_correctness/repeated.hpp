// Instructions of which only a stage's last one counts.
#pragma once

#include "rules/rule.hpp"

namespace dockverify::rules {

/// Reports each one of a stage but the last, of ONBUILD's apart.
void report_repeated(dockerfile_subject const& subject, dockerfile::keyword what, sink& out);

}  // namespace dockverify::rules

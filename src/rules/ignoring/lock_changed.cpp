// DVA003: something is not as the lock has it. `audit --check-lock` finds it.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const lock_changed;
rule const lock_changed{
    .id = "DVA003",
    .name = "lock-changed",
    .dev = level::warning,
    .prod = level::error,
    .summary =
        "What dockverify.lock records has changed: a file, an image, a setting of a service, an accepted finding.",
    .why =
        "The lock is what was reviewed. A change that nobody has accepted can be a mistake, or somebody else's work; "
        "one "
        "that is meant is accepted by writing the lock anew, which shows it in the review.",
    .bad = "",
    .good = "",
};

}  // namespace dockverify::rules

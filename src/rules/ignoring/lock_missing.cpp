// DVA004: the lock does not know it. `audit --check-lock` finds it.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const lock_missing;
rule const lock_missing{
    .id = "DVA004",
    .name = "lock-missing",
    .dev = level::error,
    .prod = level::error,
    .summary = "There is no dockverify.lock, or a finding is ignored that it does not list as accepted.",
    .why =
        "An ignore is easily added beside another change. The lock lists every finding that was accepted, so a new one "
        "shows there and can be judged by itself.",
    .bad = "",
    .good = "",
};

}  // namespace dockverify::rules

// DVA005: an ignore without a reason where the configuration wants one. The audit itself finds it, after all other
// rules.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const unexplained_ignore;
rule const unexplained_ignore{
    .id = "DVA005",
    .name = "unexplained-ignore",
    .dev = level::warning,
    .prod = level::warning,
    .summary =
        "A comment or a configuration entry ignores a rule and says no reason, where `require_reason` wants one.",
    .why = "Whoever comes later can not tell whether it still holds. Without its reason it does not count.",
    .bad = "",
    .good = "",
};

}  // namespace dockverify::rules

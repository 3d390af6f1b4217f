// DVA001: an ignore that ignores nothing. The audit itself finds it, after all other rules.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const unused_ignore;
rule const unused_ignore{
    .id = "DVA001",
    .name = "unused-ignore",
    .dev = level::info,
    .prod = level::info,
    .summary = "A comment or a configuration entry ignores a rule that finds nothing there.",
    .why = "What it once excused is gone. Left in place it will hide the next such mistake.",
    .bad = "FROM alpine:3.20\n# dockverify ignore=DVD103 built offline\nUSER app\n",
    .good = "FROM alpine:3.20\nUSER app\n",
};

}  // namespace dockverify::rules

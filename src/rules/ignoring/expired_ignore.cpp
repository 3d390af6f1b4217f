// DVA002: an ignore whose date has passed, or is none. The audit itself finds it, after all other rules.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const expired_ignore;
rule const expired_ignore{
    .id = "DVA002",
    .name = "expired-ignore",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "An ignore with `until=` has passed its date, or says no day, so what it ignored counts again.",
    .why = "The date is the user's own promise to look again.",
    .bad =
        "FROM alpine:3.20\n# dockverify ignore=DVD010 until=2020-01-31 until the base image has no sudo\nRUN sudo "
        "true\n"
        "USER app\n",
    .good = "FROM alpine:3.20\nRUN true\nUSER app\n",
};

}  // namespace dockverify::rules

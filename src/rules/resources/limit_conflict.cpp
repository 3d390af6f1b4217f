// DVC305: a limit is said twice with different values: in the service and under deploy.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const limit_conflict;
rule const limit_conflict{
    .id = "DVC305",
    .name = "limit-conflict",
    .dev = level::error,
    .prod = level::error,
    .summary = "A limit is said twice with different values: in the service and under `deploy`.",
    .why = "Compose refuses the project. One place is enough.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    mem_limit: 512m\n"
        "    deploy:\n"
        "      resources:\n"
        "        limits:\n"
        "          memory: 1g\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    mem_limit: 512m\n",
    .aliases = {},
    .fixes = fixing::none,
};

}  // namespace dockverify::rules

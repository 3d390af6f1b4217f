// DVC504: services depend on each other in a circle.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const dependency_cycle;
rule const dependency_cycle{
    .id = "DVC504",
    .name = "dependency-cycle",
    .dev = level::error,
    .prod = level::error,
    .summary = "Services depend on each other in a circle.",
    .why = "No order of starting them exists, so compose refuses the project.",
    .bad =
        "services:\n"
        "  a:\n"
        "    image: a:1.0\n"
        "    depends_on: [b]\n"
        "  b:\n"
        "    image: b:1.0\n"
        "    depends_on: [a]\n",
    .good =
        "services:\n"
        "  a:\n"
        "    image: a:1.0\n"
        "    depends_on: [b]\n"
        "  b:\n"
        "    image: b:1.0\n",
    .aliases = {},
    .fixes = fixing::none,
};

}  // namespace dockverify::rules

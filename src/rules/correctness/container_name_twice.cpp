// DVC507: two services have the same container_name.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const container_name_twice;
rule const container_name_twice{
    .id = "DVC507",
    .name = "container-name-twice",
    .dev = level::error,
    .prod = level::error,
    .summary = "Two services have the same container_name.",
    .why = "The second container can not be created.",
    .bad =
        "services:\n"
        "  a:\n"
        "    image: a:1.0\n"
        "    container_name: web\n"
        "  b:\n"
        "    image: b:1.0\n"
        "    container_name: web\n",
    .good =
        "services:\n"
        "  a:\n"
        "    image: a:1.0\n"
        "  b:\n"
        "    image: b:1.0\n",
    .aliases = {"dclint:no-duplicate-container-names"},
    .fixes = fixing::none,
};

}  // namespace dockverify::rules

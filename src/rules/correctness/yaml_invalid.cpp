// DVC500: a compose file is no valid YAML: duplicate keys, tabs, unknown aliases.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const yaml_invalid;
rule const yaml_invalid{
    .id = "DVC500",
    .name = "yaml-invalid",
    .dev = level::error,
    .prod = level::error,
    .summary = "A compose file is no valid YAML: duplicate keys, tabs, unknown aliases.",
    .why = "Compose can not read it.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    image: app:1.5\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .aliases = {"dclint:invalid-yaml"},
    .fixes = fixing::none,
};

}  // namespace dockverify::rules

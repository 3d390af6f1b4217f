// DVC503: a service refers to a network, volume, secret, config, model or service that is not defined.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const undefined_reference;
rule const undefined_reference{
    .id = "DVC503",
    .name = "undefined-reference",
    .dev = level::error,
    .prod = level::error,
    .summary = "A service refers to a network, volume, secret, config, model or service that is not defined.",
    .why = "Compose refuses the project. Most are misspelt, or lack their entry at the top level.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    networks: [back]\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    networks: [back]\n"
        "networks:\n"
        "  back:\n",
    .aliases = {},
    .fixes = fixing::none,
};

}  // namespace dockverify::rules

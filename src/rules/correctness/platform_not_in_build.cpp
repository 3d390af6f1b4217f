// DVC510: a service's platform is not among those of its build.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const platform_not_built;
rule const platform_not_built{
    .id = "DVC510",
    .name = "platform-not-in-build",
    .dev = level::error,
    .prod = level::error,
    .summary = "A service's platform is not among those of its build.",
    .why = "Compose refuses the project: it would start what it did not build.",
    .bad =
        "services:\n"
        "  app:\n"
        "    platform: linux/arm64\n"
        "    build:\n"
        "      context: .\n"
        "      platforms: [linux/amd64]\n",
    .good =
        "services:\n"
        "  app:\n"
        "    platform: linux/arm64\n"
        "    build:\n"
        "      context: .\n"
        "      platforms: [linux/amd64, linux/arm64]\n",
    .aliases = {},
    .fixes = fixing::none,
};

}  // namespace dockverify::rules

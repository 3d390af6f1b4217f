// DVC502: a service has neither an image nor a build nor a provider.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const no_image_no_build;
rule const no_image_no_build{
    .id = "DVC502",
    .name = "no-image-no-build",
    .dev = level::error,
    .prod = level::error,
    .summary = "A service has neither an image nor a build nor a provider.",
    .why = "There is nothing to start.",
    .bad =
        "services:\n"
        "  app:\n"
        "    restart: unless-stopped\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .aliases = {},
    .fixes = fixing::none,
};

}  // namespace dockverify::rules

// DVC508: a container_name has characters that the engine refuses.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const container_name_invalid;
rule const container_name_invalid{
    .id = "DVC508",
    .name = "container-name-invalid",
    .dev = level::error,
    .prod = level::error,
    .summary = "A container_name has characters that the engine refuses.",
    .why = "Names match [a-zA-Z0-9][a-zA-Z0-9_.-]+.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    container_name: my app\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    container_name: my-app\n",
    .aliases = {"dclint:service-container-name-regex"},
    .fixes = fixing::none,
};

}  // namespace dockverify::rules

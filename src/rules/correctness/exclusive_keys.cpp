// DVC505: two keys exclude each other: network_mode and networks, dockerfile and dockerfile_inline, container_name and
// several replicas, external and driver.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const exclusive_keys;
rule const exclusive_keys{
    .id = "DVC505",
    .name = "exclusive-keys",
    .dev = level::error,
    .prod = level::error,
    .summary =
        "Two keys exclude each other: network_mode and networks, dockerfile and dockerfile_inline, container_name and "
        "several replicas, external and driver.",
    .why = "Compose refuses the project.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    network_mode: host\n"
        "    networks: [back]\n"
        "networks:\n"
        "  back:\n",
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

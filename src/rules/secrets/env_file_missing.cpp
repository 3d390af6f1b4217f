// DVC210: an env_file does not exist and is not optional.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const env_file_missing;
rule const env_file_missing{
    .id = "DVC210",
    .name = "env-file-missing",
    .dev = level::error,
    .prod = level::error,
    .summary = "An env_file does not exist and is not optional.",
    .why = "`up` fails. A file that may be absent is written `- path: FILE` with `required: false`.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    env_file: missing.env\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    env_file:\n"
        "      - path: missing.env\n"
        "        required: false\n",
    .aliases = {},
    .fixes = fixing::none,
};

}  // namespace dockverify::rules

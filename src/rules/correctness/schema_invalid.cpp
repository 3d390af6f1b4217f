// DVC501: a compose file has an unknown key or a value of the wrong type.
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const schema_invalid;
rule const schema_invalid{
    .id = "DVC501",
    .name = "schema-invalid",
    .dev = level::error,
    .prod = level::error,
    .summary = "A compose file has an unknown key or a value of the wrong type.",
    .why = "Compose refuses the project. Keys for other tools begin with `x-`.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    prots: [\"8080:80\"]\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports: [\"127.0.0.1:8080:80\"]\n",
    .aliases = {"dclint:invalid-schema"},
    .fixes = fixing::none,
};

}  // namespace dockverify::rules

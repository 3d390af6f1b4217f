// DVC206: a build argument looks like a credential.
#include "rules/credentials.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  for (variable_entry const& entry : entries_of(written_value(subject, "build", "args"))) {
    if (!is_credential_name(entry.name, *subject.settings)) continue;
    bool const literal = entry.has_value && references_in(entry.written).empty();
    if (literal && is_no_credential_value(entry.name, entry.value)) continue;
    out.add(entry.where, "the build argument `" + entry.name + "` stays in the image's history")
        .field("build.args." + entry.name)
        .secret()
        .advice("pass it as a secret: `build.secrets`, and `RUN --mount=type=secret` in the Dockerfile");
  }
}

}  // namespace

extern rule const secret_build_arg;
rule const secret_build_arg{
    .id = "DVC206",
    .name = "secret-build-arg",
    .dev = level::error,
    .prod = level::error,
    .summary = "A build argument looks like a credential.",
    .why =
        "Build arguments stand in the image's history, where everybody who has the image can read them. "
        "`build.secrets` mounts a file for one RUN only.",
    .bad =
        "services:\n"
        "  app:\n"
        "    build:\n"
        "      context: .\n"
        "      args:\n"
        "        NPM_TOKEN: ${NPM_TOKEN}\n",
    .good =
        "services:\n"
        "  app:\n"
        "    build:\n"
        "      context: .\n"
        "      secrets: [npm_token]\n"
        "secrets:\n"
        "  npm_token:\n"
        "    environment: NPM_TOKEN\n",
    .aliases = {"DL3064", "DS-0031"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

// DVC204: a credential is passed as a variable although the image can read it from a file, or in production at all.
#include <string>

#include "rules/credentials.hpp"
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  bool const prod = subject.settings->environment == environment::prod;
  for (variable_entry const& entry : declared_environment(subject)) {
    if (!is_credential_name(entry.name, *subject.settings)) continue;
    bool const plain = entry.has_value && references_in(entry.written).empty();
    if (plain && is_no_credential_value(entry.name, entry.value)) continue;
    std::string const by_file = has_image(subject) ? file_variable(image_of(subject), entry.name) : std::string{};
    if (by_file.empty() && !prod) continue;
    out.add(entry.where, "`" + entry.name + "` is passed as a variable, which `docker inspect` shows")
        .field("environment." + entry.name)
        .secret()
        .advice("use a secret: `" + (by_file.empty() ? entry.name + "_FILE" : by_file) +
                ": /run/secrets/NAME`, and NAME under `secrets`");
  }
}

}  // namespace

extern rule const env_secret;
rule const env_secret{
    .id = "DVC204",
    .name = "env-secret-in-prod",
    .dev = level::info,
    .prod = level::warning,
    .summary =
        "A credential is passed as a variable although the image can read it from a file, or in production at all.",
    .why =
        "Variables show in `docker inspect`, in crash reports and to every child process. A secret is a file that only "
        "the container sees.",
    .bad =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    environment:\n"
        "      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?}\n",
    .good =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    environment:\n"
        "      POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n"
        "    secrets: [db_password]\n"
        "secrets:\n"
        "  db_password:\n"
        "    environment: DB_PASSWORD\n",
    .aliases = {"CIS-DI-0010"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

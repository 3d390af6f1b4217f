// DVC201: a variable that looks like a credential has its value in the compose file.
#include <string>
#include <string_view>
#include <vector>

#include "rules/credentials.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

bool is_literal(variable_entry const& entry) {
  std::vector<variable_reference> const references = references_in(entry.written);
  if (references.empty()) return true;
  // The password of a URL is judged by itself.
  if (entry.written.find("://") != std::string::npos) return false;
  return literal_part(entry.written).find_first_not_of(" \t\"'") != std::string::npos;
}

void check(service_subject const& subject, sink& out) {
  for (variable_entry const& entry : declared_environment(subject)) {
    bool const credential =
        is_credential_name(entry.name, *subject.settings) || is_credential_switch(entry.name, *subject.settings);
    if (!entry.has_value || !credential) continue;
    if (!is_literal(entry) || is_no_credential_value(entry.name, entry.value)) continue;
    std::vector<std::string_view> aliases{"KICS: Passwords And Secrets", "CIS 4.10"};
    if (is_compose_lint_credential(entry.name)) aliases.insert(aliases.begin(), "CL-0020");
    out.add(entry.where, "the value of `" + entry.name + "` stands in the compose file")
        .field("environment." + entry.name)
        .secret()
        .aliases(aliases)
        .advice("write `" + entry.name + ": ${" + entry.name +
                "}` and put the value into a .env that git ignores, or use "
                "`secrets`");
  }
}

}  // namespace

extern rule const inline_secret;
rule const inline_secret{
    .id = "DVC201",
    .name = "inline-secret",
    .dev = level::error,
    .prod = level::error,
    .summary = "A variable that looks like a credential has its value in the compose file.",
    .why =
        "The file is in version control and its values in `docker inspect`: everybody who sees either has the "
        "password. `${NAME}` takes it from an ignored .env, `secrets:` from a file.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      DB_PASSWORD: hunter2\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      DB_PASSWORD_FILE: /run/secrets/db_password\n",
    .aliases = {"CL-0020", "KICS: Passwords And Secrets", "CIS 4.10"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

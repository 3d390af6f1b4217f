// DVC211: a credential is one that everybody tries first: postgres, password, admin, changeme.
#include <algorithm>
#include <string>
#include <vector>

#include "rules/credentials.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

void tell(std::string const& name, source_span const& where, std::string const& field, sink& out) {
  out.add(where, "`" + name + "` has a value that everybody tries first")
      .field(field)
      .secret()
      .advice("make a random one: `openssl rand -base64 24`");
}

void check(service_subject const& subject, sink& out) {
  for (variable_entry const& entry : declared_environment(subject)) {
    if (!is_credential_name(entry.name, *subject.settings)) continue;
    std::vector<variable_reference> const references = references_in(entry.written);
    bool const literal = references.empty() && is_common_password(entry.value);
    bool const by_default =
        references.size() == 1 && references.front().operation == '-' && is_common_password(references.front().operand);
    if (literal || by_default) tell(entry.name, entry.where, "environment." + entry.name, out);
  }
  for (env_file_variable const& one : subject.env_file_variables) {
    if (is_credential_name(one.name, *subject.settings) && is_common_password(one.value))
      tell(one.name, one.where, "env_file." + one.name, out);
  }
}

void check_dotenv(project_subject const& subject, sink& out) {
  for (env_file_variable const& one : subject.dotenv) {
    if (!is_credential_name(one.name, *subject.settings) || !is_common_password(one.value)) continue;
    // As an env_file of a service it has been told there.
    bool const told = std::any_of(subject.services.begin(), subject.services.end(), [&](service_subject const& s) {
      return std::any_of(s.env_file_variables.begin(), s.env_file_variables.end(),
                         [&](env_file_variable const& other) { return other.where.text() == one.where.text(); });
    });
    if (!told) tell(one.name, one.where, ".env." + one.name, out);
  }
}

}  // namespace

extern rule const default_password;
rule const default_password{
    .id = "DVC211",
    .name = "default-password",
    .dev = level::info,
    .prod = level::error,
    .summary = "A credential is one that everybody tries first: postgres, password, admin, changeme...",
    .why = "Scanners try these within minutes after a port is open. While developing on one machine it hardly matters.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      DB_PASSWORD: changeme\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      DB_PASSWORD: ${DB_PASSWORD:?}\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
    .check_project = &check_dotenv,
};

}  // namespace dockverify::rules

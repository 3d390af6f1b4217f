// DVC203: a credential has a default in the compose file: ${NAME:-value}.
#include <string>

#include "rules/credentials.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  for (service_text const& text : texts_of(subject)) {
    if (text.from_env_file) continue;
    bool const named = !text.name.empty() && is_credential_name(text.name, *subject.settings);
    for (variable_reference const& one : references_in(text.written)) {
      if (one.operation != '-' || literal_part(one.operand).empty()) continue;
      std::string const variable(one.name);
      if (!named && !is_credential_name(variable, *subject.settings)) continue;
      if (is_no_credential_value(named ? text.name : variable, one.operand)) continue;
      out.add(text.where, "`" + variable + "` has a default that everybody can read")
          .field(std::string(text.key) + "." + (text.name.empty() ? variable : text.name))
          .secret()
          .advice("write `${" + variable + ":?}`, so that a missing value stops the start");
      break;
    }
  }
}

}  // namespace

extern rule const secret_default;
rule const secret_default{
    .id = "DVC203",
    .name = "secret-default",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A credential has a default in the compose file: `${NAME:-value}`.",
    .why =
        "Where the variable is forgotten the default runs, unnoticed, and everybody can read it. `${NAME:?}` stops "
        "instead.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      DB_PASSWORD: ${DB_PASSWORD:-hunter2}\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      DB_PASSWORD: ${DB_PASSWORD:?set it in .env}\n",
    .aliases = {"CL-0020"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

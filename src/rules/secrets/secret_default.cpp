// DVC203: a credential has a default in the compose file: ${NAME:-value}.
#include <optional>
#include <string>
#include <string_view>

#include "rules/credentials.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

constexpr int deepest_default = 16;

struct written_default {
  std::string_view variable;    ///< that it is the default of
  std::string_view credential;  ///< whose name says that it is one
};

/// The first credential with a default, in the defaults of others too. `credential`: what the value is known to be for.
std::optional<written_default> default_in(std::string_view written, std::string_view credential,
                                          settings const& settings, int depth = 0) {
  for (variable_reference const& one : references_in(written)) {
    if (one.operation != '-') continue;
    std::string_view const known = credential.empty() && is_credential_name(one.name, settings) ? one.name : credential;
    bool const literal = !literal_part(one.operand).empty();
    if (literal && !known.empty() && !is_no_credential_value(known, one.operand)) return {{one.name, known}};
    if (depth == deepest_default) continue;
    if (auto const inner = default_in(one.operand, known, settings, depth + 1)) return inner;
  }
  return std::nullopt;
}

void check(service_subject const& subject, sink& out) {
  for (service_text const& text : texts_of(subject)) {
    if (text.from_env_file) continue;
    bool const named = !text.name.empty() && is_credential_name(text.name, *subject.settings);
    auto const found = default_in(text.written, named ? text.name : std::string_view{}, *subject.settings);
    if (!found) continue;
    std::string const variable(found->variable);
    draft& made = out.add(text.where, "`" + variable + "` has a default that everybody can read")
                      .field(std::string(text.key) + "." + (text.name.empty() ? variable : text.name))
                      .secret()
                      .advice("write `${" + variable + ":?}`, so that a missing value stops the start");
    if (!is_compose_lint_credential(found->credential)) made.aliases({});
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

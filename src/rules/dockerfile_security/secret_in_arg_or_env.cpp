// DVD004: a credential is passed as ARG or ENV.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"
#include "rules/secret_names.hpp"

namespace dockverify::rules {
namespace {

std::vector<std::string_view> aliases_of(std::string_view name, bool has_value, bool in_final_stage) {
  std::vector<std::string_view> made;
  if (contains_secret_word(name)) made.emplace_back("DL3064");
  if (has_secret_part(name)) made.emplace_back("BK:SecretsUsedInArgOrEnv");
  if (in_final_stage && is_vendor_secret(name)) made.emplace_back("DS-0031");
  if (has_value) made.emplace_back("CKV_DOCKER_1005");
  for (std::string_view other : {"KICS: Secrets Stored In Dockerfile", "CIS 4.10", "CIS-DI-0010"})
    made.push_back(other);
  return made;
}

void check(dockerfile_subject const& subject, sink& out) {
  std::vector<std::string> const& exempt = subject.settings->not_secret;
  std::size_t const last_stage = subject.stages->stages().empty() ? 0 : subject.stages->stages().size() - 1;
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    bool const is_arg = one.is(dockerfile::keyword::arg);
    if (!is_arg && !one.is(dockerfile::keyword::env)) return;
    bool const in_final_stage = !onbuild && subject.stages->stage_of(index) == last_stage;
    for (dockerfile::pair const& pair : one.pairs) {
      std::string const name = unquoted(subject, pair.name);
      if (!is_secret_name(name) || std::find(exempt.begin(), exempt.end(), name) != exempt.end()) continue;
      draft& made = out.add(subject.where(one), std::string(is_arg ? "ARG " : "ENV ") + name +
                                                    " looks like a credential: it stays in the image, readable for all")
                        .field(name)
                        .advice(is_arg ? "mount it for the one step that needs it: `RUN --mount=type=secret,id=" +
                                             lower_case(name) + ",env=" + name + " ...`"
                                       : "give it to the container when it runs, as a secret or from an env file")
                        .aliases(aliases_of(name, !pair.value.text.empty(), in_final_stage));
      if (!pair.value.text.empty()) made.secret();
    }
  });
}

}  // namespace

extern rule const secret_in_arg_or_env;
rule const secret_in_arg_or_env{
    .id = "DVD004",
    .name = "secret-in-arg-or-env",
    .dev = level::error,
    .prod = level::error,
    .summary = "The name of an ARG or ENV looks like a credential's.",
    .why =
        "The values of ARG stand in the image's history and those of ENV in its configuration; whoever can pull the "
        "image can read them. A secret mount is in no layer. Names that are about a secret (a file, an id, a version) "
        "are fine.",
    .bad = "FROM alpine:3.20\nARG NPM_TOKEN\nENV DB_PASSWORD=example\n",
    .good = "FROM alpine:3.20\nENV DB_PASSWORD_FILE=/run/secrets/db_password\n",
    .aliases = {"DL3064", "BK:SecretsUsedInArgOrEnv", "DS-0031", "CKV_DOCKER_1005",
                "KICS: Secrets Stored In Dockerfile", "CIS 4.10", "CIS-DI-0010"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

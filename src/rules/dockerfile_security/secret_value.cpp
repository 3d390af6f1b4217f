// DVD005: a credential's value stands in the file.
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"
#include "rules/secret_names.hpp"

namespace dockverify::rules {
namespace {

void report(dockerfile_subject const& subject, sink& out, dockerfile::text_range where, std::string_view what,
            std::string_view field) {
  out.add(subject.where(where), std::string(what) + " is written into the Dockerfile")
      .field(std::string(field))
      .advice("revoke it, and pass the new one as a secret: `RUN --mount=type=secret,id=...`")
      .secret();
}

void check_pairs(dockerfile_subject const& subject, dockerfile::instruction const& one, sink& out) {
  for (dockerfile::pair const& pair : one.pairs) {
    std::string const name = unquoted(subject, pair.name);
    std::string const value = unquoted(subject, pair.value);
    std::string_view what = credential_in(value);
    if (what.empty() && is_secret_name(name) && looks_generated(value)) what = "what looks like a generated secret";
    if (!what.empty()) report(subject, out, pair.value.where, what, name);
  }
}

void check_run(dockerfile_subject const& subject, dockerfile::instruction const& one, sink& out) {
  std::string_view const arguments = one.arguments.text();
  if (std::string_view const what = credential_in(arguments); !what.empty())
    return report(subject, out, one.where, what, "RUN");
  for (dockerfile::heredoc const& document : one.heredocs) {
    std::string_view const what = credential_in(document.content);
    if (!what.empty()) report(subject, out, one.where, what, document.name);
  }
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t, bool) {
    using enum dockerfile::keyword;
    if (one.is(arg) || one.is(env) || one.is(label)) check_pairs(subject, one, out);
    if (one.is(run)) check_run(subject, one, out);
  });
}

}  // namespace

extern rule const secret_value;
rule const secret_value{
    .id = "DVD005",
    .name = "secret-value",
    .dev = level::error,
    .prod = level::error,
    .summary = "An ARG, ENV, LABEL or RUN has a value with a credential's form.",
    .why =
        "An access key, a token, a private key or a URL with a password in a Dockerfile is in the repository and in "
        "every image built from it. It has to be taken for stolen: revoke it first.",
    .bad = "FROM alpine:3.20\nENV DATABASE_URL=postgres://app:hunter2@db:5432/app\n",
    .good = "FROM alpine:3.20\nENV DATABASE_HOST=db\n",
    .aliases = {"CKV_DOCKER_1005", "KICS: Secrets Stored In Dockerfile", "CL-0021"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD401: MAINTAINER.
#include "rules/keyword_case.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// In double quotes, so that the builder takes it as it stands.
std::string quoted(std::string_view text) {
  bool const has_quotes = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  if (has_quotes) text = text.substr(1, text.size() - 2);
  std::string made = "\"";
  for (char const c : text) {
    if (c == '"' || c == '\\' || c == '$') made += '\\';
    made += c;
  }
  return made + "\"";
}

void check(dockerfile_subject const& subject, sink& out) {
  std::optional<bool> capitals;
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t, bool onbuild) {
    if (!one.is(dockerfile::keyword::maintainer)) return;
    draft& made = out.add(subject.where(one), "MAINTAINER is deprecated")
                      .advice("write `LABEL org.opencontainers.image.authors=\"...\"`");
    bool const one_line = one.first_line == one.last_line;
    if (one.words.empty() || onbuild || !one_line || subject.file->escape() != '\\') return;
    if (!capitals) capitals = in_capitals(subject);
    made.edit(one.where.begin, one.where.end,
              keyword_as_written(dockerfile::keyword::label, *capitals) +
                  " org.opencontainers.image.authors=" + quoted(one.words[0].text));
  });
}

}  // namespace

extern rule const maintainer;
rule const maintainer{
    .id = "DVD401",
    .name = "maintainer",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "MAINTAINER is used.",
    .why = "It is deprecated since 2017. A label says the same where tools look for it.",
    .bad = "FROM alpine:3.20\nMAINTAINER me@example.com\n",
    .good = "FROM alpine:3.20\nLABEL org.opencontainers.image.authors=\"me@example.com\"\n",
    .aliases = {"DL4000", "BK:MaintainerDeprecated", "DS-0022", "CKV_DOCKER_6",
                "KICS: MAINTAINER Instruction Being Used"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

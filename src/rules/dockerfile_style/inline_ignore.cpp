// DVD408: a comment that switches a rule off.
#include "rules/ignore_comments.hpp"
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"
#include "rules/yaml_comments.hpp"

namespace dockverify::rules {
namespace {

void report(source_span where, std::string field, bool is_peers, sink& out) {
  draft& made = out.add(std::move(where), "a comment switches rules off")
                    .field(std::move(field))
                    .advice("repair what it hides, or say why in the configuration");
  if (!is_peers) made.aliases({});
}

void check_dockerfile(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::directive const& directive : subject.file->directives()) {
    if (same_letters(directive.name, "check") && !read_check(directive.value).skip.empty())
      report(subject.where(directive.where), {}, false, out);
  }
  for (dockerfile::comment const& comment : subject.file->comments()) {
    std::optional<ignore_comment> const read = read_dockerfile_comment(comment.body());
    if (!read) continue;
    // hadolint sees the plain form only.
    bool const is_peers = read->from == ignore_comment::tool::hadolint && read->where == ignore_comment::scope::next;
    report(subject.where(comment.where), {}, is_peers, out);
  }
}

void check_project(project_subject const& subject, sink& out) {
  for (compose_file const& file : subject.files) {
    for (yaml_comment const& comment : comments_of(file.yaml)) {
      if (read_compose_comment(comment.body))
        report({file.shown, comment.line, comment.column}, std::string(comment.body), false, out);
    }
  }
}

}  // namespace

extern rule const inline_ignore;
rule const inline_ignore{
    .id = "DVD408",
    .name = "inline-ignore",
    .dev = level::off,
    .prod = level::off,
    .summary = "A comment ignores rules.",
    .why = "For projects that keep their exceptions in one place, where they can be reviewed.",
    .bad = "FROM alpine:3.20\n# hadolint ignore=DL3003\nRUN cd /tmp && true\n",
    .good = "FROM alpine:3.20\n# a comment\nRUN true\n",
    .aliases = {"DL1001"},
    .check_dockerfile = &check_dockerfile,
    .check_project = &check_project,
};

}  // namespace dockverify::rules

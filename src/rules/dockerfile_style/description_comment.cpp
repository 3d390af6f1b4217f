// DVD407: a comment above ARG or FROM that looks like a description and is none.
#include <algorithm>

#include "rules/ignore_comments.hpp"
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// The names that a description may begin with; empty: the instruction takes none.
std::vector<std::string_view> described(dockerfile::instruction const& one) {
  std::vector<std::string_view> names;
  if (one.is(dockerfile::keyword::from) && one.words.size() == 3) names.push_back(one.words[2].text);
  if (one.is(dockerfile::keyword::arg)) {
    for (dockerfile::pair const& pair : one.pairs) names.push_back(pair.name.text);
  }
  return names;
}

void check(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::instruction const& one : subject.file->instructions()) {
    std::vector<std::string_view> const names = described(one);
    auto const comments = subject.file->comments_above(one);
    if (names.empty()) continue;
    auto const above = std::find_if(comments.begin(), comments.end(), [&](dockerfile::comment const& comment) {
      return !comment.inside_instruction && comment.line + 1 == one.first_line;
    });
    if (above == comments.end() || above->body().empty() || read_dockerfile_comment(above->body())) continue;
    std::string_view const first = above->body().substr(0, above->body().find_first_of(" \t"));
    // The builder knows stages by their names in small letters.
    bool const is_stage = one.is(dockerfile::keyword::from);
    if (std::any_of(names.begin(), names.end(),
                    [&](std::string_view name) { return name == first || (is_stage && lower_case(name) == first); }))
      continue;
    out.add(subject.where(one),
            "the comment above does not begin with " + std::string(names[0]) + ", so it is no description of it")
        .field(std::string(names[0]))
        .advice("begin it with the name, or leave an empty line after it")
        .edit(above->where.end, above->where.end, "\n");
  }
}

}  // namespace

extern rule const description_comment;
rule const description_comment{
    .id = "DVD407",
    .name = "description-comment",
    .dev = level::off,
    .prod = level::off,
    .summary = "The comment directly above an ARG or a named FROM does not begin with its name.",
    .why = "The builder shows such comments as descriptions of arguments and targets, when they begin with the name.",
    .bad = "FROM alpine:3.20\n# which version to take\nARG VERSION=1\n",
    .good = "FROM alpine:3.20\n# VERSION to take\nARG VERSION=1\n",
    .aliases = {"BK:InvalidDefinitionDescription"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

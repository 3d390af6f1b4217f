// DVD402: instructions in another case than the file's.
#include "rules/instruction_words.hpp"
#include "rules/keyword_case.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_lower(std::string_view name) {
  return !has_capital(name);
}

void check(dockerfile_subject const& subject, sink& out) {
  bool const capitals = in_capitals(subject);
  bool in_stage = false;
  for (dockerfile::instruction const& one : subject.file->instructions()) {
    in_stage = in_stage || one.is(dockerfile::keyword::from);
    if (one.is(dockerfile::keyword::unknown) || (capitals ? is_upper(one.name) : is_lower(one.name))) continue;
    std::string const right = keyword_as_written(one.what, capitals);
    draft& made = out.add(subject.where(one), std::string(one.name) + " is not in the case of the other instructions")
                      .field(std::string(one.name))
                      .advice("write " + right)
                      .edit(one.name_where.begin, one.name_where.end, right);
    // BuildKit does not look at what stands above the first FROM.
    if (!in_stage && !subject.fragment) made.aliases({});
  }
}

}  // namespace

extern rule const instruction_case;
rule const instruction_case{
    .id = "DVD402",
    .name = "instruction-case",
    .dev = level::info,
    .prod = level::info,
    .summary = "An instruction in mixed case, or in another one than most of the file.",
    .why = "The builder takes any case; readers find instructions by their looks. Capitals are usual.",
    .bad = "FROM alpine:3.20\nRUN true\nCopy a /a\n",
    .good = "FROM alpine:3.20\nRUN true\nCOPY a /a\n",
    .aliases = {"BK:ConsistentInstructionCasing"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

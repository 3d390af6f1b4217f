// DVD402: instructions in another case than the file's.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_lower(std::string_view name) {
  return !has_capital(name);
}

bool is_upper(std::string_view name) {
  return std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

void check(dockerfile_subject const& subject, sink& out) {
  std::size_t lower = 0, upper = 0;
  for (dockerfile::instruction const& one : subject.file->instructions()) {
    if (one.is(dockerfile::keyword::unknown)) continue;
    lower += is_lower(one.name) ? 1 : 0;
    upper += is_upper(one.name) ? 1 : 0;
  }
  bool const in_capitals = upper >= lower;
  for (dockerfile::instruction const& one : subject.file->instructions()) {
    if (one.is(dockerfile::keyword::unknown) || (in_capitals ? is_upper(one.name) : is_lower(one.name))) continue;
    std::string const name(dockerfile::name_of(one.what));
    std::string const right = in_capitals ? name : lower_case(name);
    out.add(subject.where(one), std::string(one.name) + " is not in the case of the other instructions")
        .field(std::string(one.name))
        .advice("write " + right)
        .edit(one.name_where.begin, one.name_where.end, right);
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

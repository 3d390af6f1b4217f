// DVD403: `as` in another case than FROM.
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    if (stage.from == nullptr || stage.from->words.size() != 3) continue;
    std::string_view const from = stage.from->name;
    dockerfile::word const& as = stage.from->words[1];
    if (from != "FROM" && from != "from") continue;  // mixed case has a rule of its own
    std::string_view const right = from == "FROM" ? "AS" : "as";
    if (as.text == right) continue;
    out.add(subject.where(*stage.from), std::string(as.text) + " is not in the case of " + std::string(from))
        .advice("write " + std::string(right))
        .edit(as.where.begin, as.where.end, std::string(right));
  }
}

}  // namespace

extern rule const as_case;
rule const as_case{
    .id = "DVD403",
    .name = "as-case",
    .dev = level::info,
    .prod = level::info,
    .summary = "`as` is not in the case of its FROM.",
    .why = "Both are keywords of one instruction; the builder takes any case and warns.",
    .bad = "FROM alpine:3.20 as build\n",
    .good = "FROM alpine:3.20 AS build\n",
    .aliases = {"BK:FromAsCasing"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD322: FROM uses an ARG that is not declared above the first FROM.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"
#include "rules/variable_rename.hpp"

namespace dockverify::rules {
namespace {

std::vector<std::string_view> known_names(dockerfile_subject const& subject) {
  std::vector<std::string_view> made{"TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT",
                                     "BUILDPLATFORM",  "BUILDOS",  "BUILDARCH",  "BUILDVARIANT"};
  for (dockerfile::instruction const& one : subject.file->instructions()) {
    if (one.is(dockerfile::keyword::from)) break;
    if (!one.is(dockerfile::keyword::arg)) continue;
    for (dockerfile::pair const& pair : one.pairs) made.push_back(pair.name.text);
  }
  return made;
}

void check(dockerfile_subject const& subject, sink& out) {
  std::vector<std::string_view> const known = known_names(subject);
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    if (stage.from == nullptr || stage.from->words.empty()) continue;
    std::size_t const index = subject.stages->index_of(*stage.from);
    std::vector<std::string_view> undefined = subject.stages->expand(stage.from->words[0].text, index).undefined;
    dockerfile::expansion platform;
    if (dockerfile::flag const* flag = stage.from->find_flag("platform")) {
      platform = subject.stages->expand(flag->value, index);
      undefined.insert(undefined.end(), platform.undefined.begin(), platform.undefined.end());
    }
    std::vector<std::string_view> reported;
    for (std::string_view name : undefined) {
      if (std::find(reported.begin(), reported.end(), name) != reported.end()) continue;
      reported.push_back(name);
      std::string const nearest = nearest_name(name, known);
      draft& made =
          out.add(subject.where(*stage.from),
                  "FROM uses " + std::string(name) + ", which no ARG above the first FROM declares")
              .field(std::string(name))
              .advice(nearest.empty() ? "declare it at the top of the file: `ARG " + std::string(name) + "=...`"
                                      : "did you mean " + nearest + "?");
      if (!nearest.empty()) rename_variable(made, subject, *stage.from, name, nearest);
    }
  }
}

}  // namespace

extern rule const from_arg_undeclared;
rule const from_arg_undeclared{
    .id = "DVD322",
    .name = "from-arg-undeclared",
    .dev = level::error,
    .prod = level::error,
    .summary = "FROM or its --platform uses an ARG that is not declared before the first FROM.",
    .why = "Only ARGs above the first FROM, and the platform's, are known there; any other is empty.",
    .bad = "FROM alpine:${VERSION}\nARG VERSION=3.20\n",
    .good = "ARG VERSION=3.20\nFROM alpine:${VERSION}\n",
    .aliases = {"BK:UndefinedArgInFrom"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

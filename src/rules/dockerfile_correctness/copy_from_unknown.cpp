// DVD306: COPY --from of a stage that is not there.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// Compose gives the build a context of that name.
bool is_named_context(dockerfile_subject const& subject, std::string_view name) {
  return std::any_of(subject.services.begin(), subject.services.end(), [&](service_subject const* one) {
    return one->service->build && one->service->build->additional_contexts.count(std::string(name)) != 0;
  });
}

constexpr std::size_t most_names = 100;  // that are compared with a wrong one

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    dockerfile::flag const* from = one.is(dockerfile::keyword::copy) ? one.find_flag("from") : nullptr;
    if (from == nullptr || from->value.empty() || from->value.find(':') != std::string_view::npos) return;
    std::size_t const stage = subject.stages->stage_of(index);
    bool const all_digits =
        std::all_of(from->value.begin(), from->value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!onbuild && stage != dockerfile::npos) {
      using kind = dockerfile::stage_reference::kind;
      dockerfile::stage_reference const found = subject.stages->resolve(from->value, stage);
      // Copying from itself has a rule of its own, when it does so by name.
      if (found.what == kind::stage || (found.what == kind::self && !all_digits)) return;
    }
    if (is_named_context(subject, from->value)) return;
    std::vector<std::string_view> names;
    for (dockerfile::stage const& other : subject.stages->stages()) {
      if (other.index >= stage || names.size() == most_names) break;
      if (other.named()) names.push_back(other.name);
    }
    std::string const nearest = all_digits ? std::string() : nearest_name(from->value, names);
    out.add(subject.where(one),
            "COPY --from=" + std::string(from->value) + ": no earlier stage has that name or number")
        .advice(nearest.empty() ? "name an earlier stage, or an image with its tag" : "did you mean " + nearest + "?");
  });
}

}  // namespace

extern rule const copy_from_unknown;
rule const copy_from_unknown{
    .id = "DVD306",
    .name = "copy-from-unknown",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "COPY --from names neither an earlier stage nor an image with a tag.",
    .why =
        "The builder takes a name that is no stage for an image and pulls its latest version from a registry, whoever "
        "has published it there.",
    .bad = "FROM alpine:3.20 AS build\nRUN true\nFROM alpine:3.20\nCOPY --from=biuld /app /app\n",
    .good = "FROM alpine:3.20 AS build\nRUN true\nFROM alpine:3.20\nCOPY --from=build /app /app\n",
    .aliases = {"DL3022", "KICS: COPY '--from' Without FROM Alias Defined Previously"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

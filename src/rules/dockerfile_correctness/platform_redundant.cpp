// DVD326: FROM --platform=$TARGETPLATFORM.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    dockerfile::flag const* platform = stage.from == nullptr ? nullptr : stage.from->find_flag("platform");
    if (platform == nullptr || (platform->value != "$TARGETPLATFORM" && platform->value != "${TARGETPLATFORM}"))
      continue;
    std::string_view const text = subject.file->text();
    std::size_t end = platform->where.end;
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
    out.add(subject.where(*stage.from),
            "--platform=" + std::string(platform->value) + " is what the builder does anyway")
        .advice("remove the flag")
        .edit(platform->where.begin, end, "");
  }
}

}  // namespace

extern rule const platform_redundant;
rule const platform_redundant{
    .id = "DVD326",
    .name = "platform-redundant",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "FROM --platform=$TARGETPLATFORM.",
    .why = "The target's platform is the default. The flag only makes readers look for a reason.",
    .bad = "FROM --platform=$TARGETPLATFORM alpine:3.20\n",
    .good = "FROM alpine:3.20\n",
    .aliases = {"DL3065", "BK:RedundantTargetPlatform"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

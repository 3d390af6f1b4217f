// DVD324: FROM --platform with a value of one's own.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    dockerfile::flag const* platform = stage.from == nullptr ? nullptr : stage.from->find_flag("platform");
    if (platform == nullptr || platform->value.find("BUILDPLATFORM") != std::string_view::npos ||
        platform->value.find("TARGETPLATFORM") != std::string_view::npos)
      continue;
    out.add(subject.where(*stage.from),
            "FROM --platform=" + std::string(platform->value) + " decides the platform for everybody who builds")
        .advice("remove it and build with `--platform`, or use $BUILDPLATFORM for a stage that cross-compiles");
  }
}

}  // namespace

extern rule const platform_flag;
rule const platform_flag{
    .id = "DVD324",
    .name = "platform-flag",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "FROM --platform with neither BUILDPLATFORM nor TARGETPLATFORM in its value.",
    .why =
        "Which platform an image is for is decided by whoever builds it. Fixed in the file, the image is emulated on "
        "other machines, or does not run there.",
    .bad = "FROM --platform=linux/amd64 alpine:3.20\n",
    .good = "FROM --platform=$BUILDPLATFORM alpine:3.20\n",
    .aliases = {"DL3029", "KICS: Using Platform Flag with FROM Command"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

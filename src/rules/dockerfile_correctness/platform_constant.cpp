// DVD325: FROM --platform with a constant.
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// The stage's name says that it is for this platform.
bool is_named_after(std::string_view stage, std::string_view platform) {
  std::string const name = lower_case(stage);
  std::string const value = lower_case(platform);
  std::string_view rest = value;
  for (int part = 0; part < 2 && !rest.empty(); ++part) {
    std::size_t const slash = rest.find('/');
    std::string_view word = rest.substr(0, slash);
    if (word == "x86_64" || word == "x86-64") word = "amd64";
    if (word == "aarch64") word = "arm64";
    if (!word.empty() && name.find(word) != std::string::npos) return true;
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  }
  return false;
}

void check(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    dockerfile::flag const* platform = stage.from == nullptr ? nullptr : stage.from->find_flag("platform");
    if (platform == nullptr || platform->value.empty() || platform->value.find('$') != std::string_view::npos) continue;
    if (is_named_after(stage.name, platform->value)) continue;
    out.add(subject.where(*stage.from), "FROM --platform=" + std::string(platform->value) + " is a constant")
        .advice("use $BUILDPLATFORM, or name the stage after the platform it is for");
  }
}

}  // namespace

extern rule const platform_constant;
rule const platform_constant{
    .id = "DVD325",
    .name = "platform-constant",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "FROM --platform without a variable, in a stage that is not named after the platform.",
    .why = "The stage is the same for each platform that is built, so the image is wrong for all but one of them.",
    .bad = "FROM --platform=linux/arm64 alpine:3.20\n",
    .good = "FROM --platform=linux/arm64 alpine:3.20 AS build-arm64\n",
    .aliases = {"BK:FromPlatformFlagConstDisallowed"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

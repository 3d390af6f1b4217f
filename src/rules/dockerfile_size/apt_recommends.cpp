// DVD109: apt installs what packages only recommend.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool without_recommends(shell::command const& command) {
  if (command.has_flag("--no-install-recommends")) return true;
  return std::any_of(command.words.begin(), command.words.end(), [](shell::word const& one) {
    std::string const word = lower_case(one.value);
    constexpr std::string_view setting = "apt::install-recommends=";
    std::size_t const at = word.find(setting);
    if (at == std::string::npos) return false;
    std::string_view const value = std::string_view(word).substr(at + setting.size());
    constexpr std::string_view no[] = {"false", "0", "no", "off", "without", "disable"};
    return std::any_of(std::begin(no), std::end(no), [&](std::string_view one) { return value.starts_with(one); });
  });
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    draft* made = nullptr;
    for (shell::command const* one : list) {
      shell::word const* const install = one->is("apt-get") ? find_word(*one, {"install"}) : nullptr;
      if (install == nullptr || without_recommends(*one)) continue;
      if (made == nullptr) {
        made = &report(out, subject, script, install->where, "apt-get also installs what the packages recommend");
        made->advice("write `apt-get install --no-install-recommends` and name what is really needed");
      }
      insert_after(*made, script, *install, " --no-install-recommends");
    }
  });
}

}  // namespace

extern rule const apt_recommends;
rule const apt_recommends{
    .id = "DVD109",
    .name = "apt-recommends",
    .dev = level::info,
    .prod = level::info,
    .summary = "`apt-get install` without `--no-install-recommends`.",
    .why =
        "Recommended packages are for a complete system: documentation, mail servers, whole desktops. In an image "
        "they mostly are megabytes and security updates for nothing.",
    .bad = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y tini && rm -rf /var/lib/apt/lists/*\n",
    .good =
        "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf "
        "/var/lib/apt/lists/*\n",
    .aliases = {"DL3015", "DS-0029", "KICS: APT-GET Not Avoiding Additional Packages"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

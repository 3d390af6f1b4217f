// DVC024: a security profile is switched off: seccomp or AppArmor unconfined, SELinux labels disabled, system paths
// unmasked.
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

struct profile {
  std::string_view switched_off;
  std::vector<std::string_view> aliases;
};

void check(service_subject const& subject, sink& out) {
  std::vector<std::pair<draft*, source_span>> found;
  for (std::size_t i = 0; i < subject.service->security_opt.size(); ++i) {
    std::string option = subject.service->security_opt[i];
    for (char& c : option) c = c == '=' ? ':' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    std::erase(option, ' ');
    static profile const profiles[] = {
        {"seccomp:unconfined", {"CIS 5.22", "KICS: Default Seccomp Profile Disabled", "CL-0009"}},
        {"apparmor:unconfined", {"CIS 5.2", "CL-0009"}},
        {"label:disable", {"CIS 5.3", "CL-0009"}},
        {"systempaths:unconfined", {"CL-0009"}}};
    auto const off = std::find_if(std::begin(profiles), std::end(profiles),
                                  [&](profile const& one) { return one.switched_off == option; });
    if (off == std::end(profiles)) continue;
    source_span where = subject.where("security_opt[" + std::to_string(i) + "]");
    draft& made = out.add(where, "`" + subject.service->security_opt[i] + "` switches a security profile off")
                      .field("security_opt." + option)
                      .aliases(off->aliases)
                      .advice("remove it, or write a profile that allows what is needed");
    found.emplace_back(&made, std::move(where));
  }
  remove_items(found, subject, "security_opt");
}

}  // namespace

extern rule const profile_off;
rule const profile_off{
    .id = "DVC024",
    .name = "profile-off",
    .dev = level::error,
    .prod = level::error,
    .summary =
        "A security profile is switched off: seccomp or AppArmor unconfined, SELinux labels disabled, system paths "
        "unmasked.",
    .why =
        "These profiles keep a container from system calls and files that only attacks use. Without them one flaw in "
        "the kernel is enough to leave the container.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    security_opt:\n"
        "      - seccomp:unconfined\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    security_opt:\n"
        "      - no-new-privileges:true\n",
    .aliases = {"CIS 5.2", "CIS 5.3", "CIS 5.22", "KICS: Default Seccomp Profile Disabled", "CL-0009"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

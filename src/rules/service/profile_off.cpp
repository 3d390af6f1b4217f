// DVC024: a security profile is switched off: seccomp or AppArmor unconfined, SELinux labels disabled, system paths
// unmasked.
#include <string>

#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  for (std::size_t i = 0; i < subject.service->security_opt.size(); ++i) {
    std::string option = subject.service->security_opt[i];
    for (char& c : option) c = c == '=' ? ':' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    std::erase(option, ' ');
    bool const off = option == "seccomp:unconfined" || option == "apparmor:unconfined" || option == "label:disable" ||
                     option == "systempaths:unconfined";
    if (!off) continue;
    out.add(subject.where("security_opt[" + std::to_string(i) + "]"),
            "`" + subject.service->security_opt[i] + "` switches a security profile off")
        .field("security_opt." + option)
        .advice("remove it, or write a profile that allows what is needed");
  }
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
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

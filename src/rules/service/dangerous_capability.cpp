// DVC021: a service adds a capability that reaches out of the container.
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

std::optional<severity> danger_of(std::string_view name) {
  static constexpr std::pair<std::string_view, severity> known[] = {
      {"ALL", severity::error},        {"SYS_ADMIN", severity::error},   {"SYS_MODULE", severity::error},
      {"SYS_RAWIO", severity::error},  {"NET_ADMIN", severity::warning}, {"BPF", severity::warning},
      {"SYS_BOOT", severity::warning}, {"SYS_TIME", severity::warning},  {"PERFMON", severity::warning},
      {"SYSLOG", severity::warning},   {"SYS_NICE", severity::warning},  {"IPC_LOCK", severity::warning},
      {"LEASE", severity::warning},    {"SYS_PTRACE", severity::info},   {"DAC_READ_SEARCH", severity::info}};
  for (auto const& [capability, level] : known) {
    if (capability == name) return level;
  }
  return std::nullopt;
}

void check(service_subject const& subject, sink& out) {
  for (std::size_t i = 0; i < subject.service->cap_add.size(); ++i) {
    std::string name;
    for (char c : subject.service->cap_add[i]) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (name.starts_with("CAP_")) name.erase(0, 4);
    std::optional<severity> const level = danger_of(name);
    if (!level) continue;
    out.add(subject.where("cap_add[" + std::to_string(i) + "]"),
            "the capability " + name + " reaches out of the container")
        .field("cap_add." + name)
        .severity(*level)
        .advice("remove it, or use a narrower one");
  }
}

}  // namespace

extern rule const dangerous_capability;
rule const dangerous_capability{
    .id = "DVC021",
    .name = "dangerous-capability",
    .dev = level::error,
    .prod = level::error,
    .summary = "A service adds a capability that reaches out of the container.",
    .why =
        "ALL, SYS_ADMIN, SYS_MODULE and SYS_RAWIO are root on the host in all but name; others let a container change "
        "the host's network, clock or scheduling, or look into other processes.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    cap_add:\n"
        "      - SYS_ADMIN\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    cap_drop: [ALL]\n"
        "    cap_add:\n"
        "      - NET_BIND_SERVICE\n",
    .aliases = {"CIS 5.4", "KICS: Check Cap Add Cap Drop", "CL-0011", "CL-0024", "CL-0027", "CL-0028", "CL-0029",
                "CL-0030"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

// DVC021: a service adds a capability that reaches out of the container.
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

struct danger {
  std::string_view capability;
  severity level;
  std::string_view alias;  ///< compose-lint has a rule for each kind
};
constexpr danger dangers[] = {{"ALL", severity::error, "CL-0024"},           {"SYS_ADMIN", severity::error, "CL-0024"},
                              {"SYS_MODULE", severity::error, "CL-0024"},    {"SYS_RAWIO", severity::error, "CL-0024"},
                              {"NET_ADMIN", severity::warning, "CL-0011"},   {"BPF", severity::warning, "CL-0011"},
                              {"SYS_BOOT", severity::warning, "CL-0011"},    {"SYS_TIME", severity::warning, "CL-0028"},
                              {"PERFMON", severity::warning, "CL-0028"},     {"SYSLOG", severity::warning, "CL-0030"},
                              {"SYS_NICE", severity::warning, "CL-0029"},    {"IPC_LOCK", severity::warning, "CL-0029"},
                              {"LEASE", severity::warning, "CL-0029"},       {"SYS_PTRACE", severity::info, "CL-0027"},
                              {"DAC_READ_SEARCH", severity::info, "CL-0027"}};

void check(service_subject const& subject, sink& out) {
  std::vector<std::pair<draft*, source_span>> found;
  for (std::size_t i = 0; i < subject.service->cap_add.size(); ++i) {
    std::string name;
    for (char c : subject.service->cap_add[i]) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (name.starts_with("CAP_")) name.erase(0, 4);
    auto const known =
        std::find_if(std::begin(dangers), std::end(dangers), [&](danger const& one) { return one.capability == name; });
    if (known == std::end(dangers)) continue;
    source_span where = subject.where("cap_add[" + std::to_string(i) + "]");
    draft& made = out.add(where, "the capability " + name + " reaches out of the container")
                      .field("cap_add." + name)
                      .severity(known->level)
                      .aliases({"CIS 5.4", "KICS: Check Cap Add Cap Drop", known->alias})
                      .advice("remove it, or use a narrower one");
    found.emplace_back(&made, std::move(where));
  }
  remove_items(found, subject, "cap_add");
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
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

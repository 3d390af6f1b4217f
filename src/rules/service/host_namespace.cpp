// DVC028: a service shares a namespace of the host: pid, ipc, uts, userns_mode or cgroup.
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  struct setting {
    std::string_view key;
    std::string const* mode;
    std::vector<std::string_view> aliases;
  };
  setting const settings[] = {
      {"pid", &s.pid, {"CIS 5.16", "KICS: Host Namespace is Shared", "CL-0010"}},
      {"ipc", &s.ipc, {"CIS 5.17", "KICS: Shared Host IPC Namespace", "CL-0010"}},
      {"uts", &s.uts, {"CIS 5.21", "CL-0010"}},
      {"userns_mode", &s.userns_mode, {"CIS 5.31", "KICS: Shared Host User Namespace", "CL-0010"}},
      {"cgroup", &s.cgroup, {"CL-0010"}}};
  for (auto const& [key, mode, aliases] : settings) {
    if (*mode != "host") continue;
    draft& made =
        out.add(subject.where(key), "`" + std::string(key) + ": host` gives the container a namespace of the host")
            .field(std::string(key))
            .aliases(aliases)
            .advice("remove the key");
    remove_key(made, subject, key);
  }
}

}  // namespace

extern rule const host_namespace;
rule const host_namespace{
    .id = "DVC028",
    .name = "host-namespace",
    .dev = level::error,
    .prod = level::error,
    .summary = "A service shares a namespace of the host: pid, ipc, uts, userns_mode or cgroup.",
    .why =
        "Namespaces are what makes a container one. With the host's processes, shared memory or users in reach, a flaw "
        "in one service is one of the host.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    pid: host\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .aliases = {"CIS 5.16", "CIS 5.17", "CIS 5.21", "CIS 5.31", "KICS: Host Namespace is Shared",
                "KICS: Shared Host IPC Namespace", "KICS: Shared Host User Namespace", "CL-0010"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

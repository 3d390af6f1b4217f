// DVC020: privileged containers.
#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  if (!subject.service->privileged) return;
  draft& made = out.add(subject.where("privileged"), "the container is privileged: root in it is root on the host")
                    .field("privileged")
                    .advice("remove `privileged`; add the capabilities or devices that it needs one by one");
  remove_key(made, subject, "privileged");
}

}  // namespace

extern rule const privileged;
rule const privileged{
    .id = "DVC020",
    .name = "privileged",
    .dev = level::error,
    .prod = level::error,
    .summary = "A service runs with `privileged: true`.",
    .why =
        "A privileged container has all capabilities, sees every device of the host and runs without seccomp, AppArmor "
        "and SELinux: whoever gets into it has the host.",
    .bad = "services:\n  app:\n    image: app:1.4\n    privileged: true\n",
    .good = "services:\n  app:\n    image: app:1.4\n    cap_add: [NET_ADMIN]\n",
    .aliases = {"CIS 5.5", "KICS: Privileged Containers Enabled", "CL-0002"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

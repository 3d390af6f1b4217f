// DVC032: a service is put into a control group of its own choice.
#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  if (subject.service->cgroup_parent.empty()) return;
  draft& made = out.add(subject.where("cgroup_parent"),
                        "the container is put into the control group `" + subject.service->cgroup_parent + "`")
                    .field("cgroup_parent")
                    .advice("remove `cgroup_parent` unless that group is managed");
  remove_key(made, subject, "cgroup_parent");
}

}  // namespace

extern rule const cgroup_parent;
rule const cgroup_parent{
    .id = "DVC032",
    .name = "cgroup-parent",
    .dev = level::info,
    .prod = level::info,
    .summary = "A service is put into a control group of its own choice.",
    .why =
        "Limits and accounting are then those of that group, which other programs may share. It is fine where somebody "
        "manages it.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    cgroup_parent: m-executor-abcd\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .aliases = {"CIS 5.25", "KICS: Cgroup Not Default"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

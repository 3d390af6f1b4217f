// DVC025: a service can write to its root file system.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  if (subject.service->read_only || subject.service->provider) return;
  out.add(subject.where("read_only"), "service `" + subject.service->name + "` can write to its root file system")
      .field("read_only")
      .advice("add `read_only: true`, and `tmpfs` for folders that it writes to");
}

}  // namespace

extern rule const root_not_read_only;
rule const root_not_read_only{
    .id = "DVC025",
    .name = "root-not-read-only",
    .dev = level::off,
    .prod = level::info,
    .summary = "A service can write to its root file system.",
    .why =
        "A read-only root keeps an intruder from planting programs, and shows what has to be kept in volumes. It needs "
        "tmpfs for what is written on the way.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    read_only: true\n"
        "    tmpfs: [/tmp]\n",
    .aliases = {"CIS 5.13", "CL-0007"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

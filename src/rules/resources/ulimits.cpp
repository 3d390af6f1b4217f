// DVC306: a service has no ulimits.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  if (!subject.service->ulimits.empty() || subject.service->provider) return;
  out.add(subject.where("ulimits"), "service `" + subject.service->name + "` has no limits of its own")
      .field("ulimits")
      .advice("add `ulimits: {nofile: 65536}` where it matters");
}

}  // namespace

extern rule const ulimits;
rule const ulimits{
    .id = "DVC306",
    .name = "ulimits",
    .dev = level::off,
    .prod = level::off,
    .summary = "A service has no `ulimits`.",
    .why = "The engine's own limits are then in force, mostly very high ones. Worth a look for what opens many files.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ulimits:\n"
        "      nofile: 65536\n",
    .aliases = {"CIS 5.19"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

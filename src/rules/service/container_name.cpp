// DVC036: a service has a container_name.
#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  if (subject.service->container_name.empty()) return;
  draft& made =
      out.add(subject.where("container_name"), "`container_name` keeps the service from running more than once")
          .field("container_name")
          .advice("remove it: the service's name resolves as well");
  remove_key(made, subject, "container_name");
}

}  // namespace

extern rule const container_name;
rule const container_name{
    .id = "DVC036",
    .name = "container-name",
    .dev = level::off,
    .prod = level::off,
    .summary = "A service has a `container_name`.",
    .why =
        "Names are unique on a host: the service can not be scaled, and the project can not run twice. Other services "
        "reach it by its service name anyway.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    container_name: app\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

// DVC010: a dependency is to be healthy, but the service has no health check.
#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  for (auto const& [name, use] : subject.service->depends_on) {
    if (use.condition != compose::dependency_condition::healthy) continue;
    service_subject const* needed = subject.project->find(name);
    if (needed == nullptr || needed->has_healthcheck() || needed->service->provider) continue;
    compose::service const& s = *needed->service;
    // A Dockerfile that could not be read may have one, and so may the image whose test is only adjusted.
    if (s.build && needed->dockerfile == nullptr && !s.healthcheck) continue;
    bool const adjusts = s.healthcheck && !s.healthcheck->disable && s.healthcheck->test.empty();
    if (adjusts && needed->dockerfile == nullptr) continue;
    draft& made =
        out.add(subject.where("depends_on." + name + ".condition"),
                "`" + subject.service->name + "` waits until `" + name + "` is healthy, but it has no healthcheck")
            .field("depends_on." + name)
            .advice("add a `healthcheck` to `" + name + "`");
    add_healthcheck(made, *needed);
  }
}

}  // namespace

extern rule const depends_on_healthy_no_check;
rule const depends_on_healthy_no_check{
    .id = "DVC010",
    .name = "depends-on-healthy-no-check",
    .dev = level::error,
    .prod = level::error,
    .summary = "A dependency is to be healthy, but the service has no health check.",
    .why = "The engine never calls a container healthy that has no check, so `up` fails.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    depends_on:\n"
        "      db:\n"
        "        condition: service_healthy\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    depends_on:\n"
        "      db:\n"
        "        condition: service_healthy\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    healthcheck:\n"
        "      test: [\"CMD-SHELL\", \"pg_isready\"]\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

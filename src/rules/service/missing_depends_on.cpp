// DVC011: a service's environment names another service's host, but it does not depend on it.
#include <set>

#include "rules/endpoints.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  std::set<service_subject const*> told;
  for (endpoint_use const& use : endpoint_uses(subject)) {
    if (use.text.key != "environment" && use.text.key != "env_file") continue;
    service_subject const* other = service_named(*subject.project, use.target.host, &subject);
    if (other == nullptr || other == &subject || !told.insert(other).second) continue;
    // Two that need each other can not both wait.
    if (depends_on(subject, *other) || depends_on(*other, subject)) continue;
    out.add(use.text.where, "`" + use.text.name + "` names the service `" + other->service->name +
                                "`, but nothing makes `" + subject.service->name + "` wait for it")
        .field("depends_on." + other->service->name)
        .advice("add `depends_on: {" + other->service->name + ": {condition: service_healthy}}`");
  }
}

}  // namespace

extern rule const missing_depends_on;
rule const missing_depends_on{
    .id = "DVC011",
    .name = "missing-depends-on",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A service's environment names another service's host, but it does not depend on it.",
    .why =
        "Both start at the same time, and the first connections fail. `depends_on` with service_healthy gives the "
        "order.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      CACHE_URL: redis://cache:6379/0\n"
        "  cache:\n"
        "    image: redis:7.4-alpine\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      CACHE_URL: redis://cache:6379/0\n"
        "    depends_on:\n"
        "      cache:\n"
        "        condition: service_healthy\n"
        "  cache:\n"
        "    image: redis:7.4-alpine\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

// DVC011: a service's environment names another service's host, but it does not depend on it.
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "rules/endpoints.hpp"
#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

/// Adds those that have a healthcheck to wait for. A list says nothing of health: its long form is DVC009's.
void add_dependencies(draft& made, service_subject const& subject, std::vector<service_subject const*> const& missing) {
  std::string entries;
  for (service_subject const* one : missing) {
    if (!one->has_healthcheck()) continue;
    entries += (entries.empty() ? "" : "\n") + one->service->name + ":\n  condition: service_healthy";
  }
  compose::yaml_entry const* written = subject.written == nullptr ? nullptr : subject.written->find("depends_on");
  if (entries.empty()) return;
  if (written == nullptr) {
    std::string key = "depends_on:\n  ";
    for (char c : entries) key += c == '\n' ? std::string("\n  ") : std::string(1, c);
    add_key(made, subject, key);
  } else if (written->value.is_map()) {
    add_key(made, *subject.project, written->where, written->value, entries);
  }
}

void check(service_subject const& subject, sink& out) {
  std::vector<service_subject const*> missing;
  std::vector<draft*> found;
  for (endpoint_use const& use : endpoint_uses(subject)) {
    if (use.text.key != "environment" && use.text.key != "env_file") continue;
    service_subject const* other = service_named(*subject.project, use.target.host, &subject);
    bool const told = std::find(missing.begin(), missing.end(), other) != missing.end();
    if (other == nullptr || other == &subject || told) continue;
    // Two that need each other can not both wait.
    if (depends_on(subject, *other) || depends_on(*other, subject)) continue;
    missing.push_back(other);
    found.push_back(&out.add(use.text.where, "`" + use.text.name + "` names the service `" + other->service->name +
                                                 "`, but nothing makes `" + subject.service->name + "` wait for it")
                         .field("depends_on." + other->service->name)
                         .advice("add `depends_on: {" + other->service->name + ": {condition: service_healthy}}`"));
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    // The same edit for each of them, or the key would be added more than once.
    if (missing[i]->has_healthcheck()) add_dependencies(*found[i], subject, missing);
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
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

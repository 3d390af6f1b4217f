// DVC002: a service has no healthcheck, and the Dockerfile it is built from has none either.
#include <string>

#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

std::string advice_for(service_subject const& subject) {
  std::string const plain = "add a `healthcheck` with test, interval, timeout and retries";
  if (!has_image(subject)) return plain;
  image_facts const* known = facts_of(image_of(subject));
  if (known == nullptr || known->probe.empty()) return plain;
  return "add a `healthcheck`: `test: " + std::string(known->probe) + "` with interval 10s, timeout 5s, retries 5";
}

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  if (s.provider || subject.has_healthcheck() || subject.one_shot()) return;
  // One without a test adjusts the image's, which only the Dockerfile can be asked about.
  if (s.healthcheck && (subject.dockerfile == nullptr || s.healthcheck->disable || !s.healthcheck->test.empty()))
    return;
  draft& made = out.add(subject.where("healthcheck"), "service `" + subject.service->name + "` has no healthcheck")
                    .field("healthcheck")
                    .advice(advice_for(subject));
  add_healthcheck(made, subject);
}

}  // namespace

extern rule const no_healthcheck;
rule const no_healthcheck{
    .id = "DVC002",
    .name = "service-no-healthcheck",
    .dev = level::error,
    .prod = level::error,
    .summary = "A service has no `healthcheck`, and the Dockerfile it is built from has none either.",
    .why =
        "Without a check the engine only knows that a process runs, not that it answers: `depends_on` can not wait for "
        "it, and nobody is told when it hangs. What runs once and ends needs none.",
    .bad =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n",
    .good =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    healthcheck:\n"
        "      test: [\"CMD-SHELL\", \"pg_isready -U postgres\"]\n"
        "      interval: 10s\n"
        "      timeout: 5s\n"
        "      retries: 5\n",
    .aliases = {"KICS: Healthcheck Not Set", "CIS 5.27", "CIS 4.6"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

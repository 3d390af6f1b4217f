// DVC003: a healthcheck is switched off by disable: true or the test NONE.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  if (!subject.service->healthcheck) return;
  compose::healthcheck const& own = *subject.service->healthcheck;
  bool const none = !own.test.empty() && own.test.front() == "NONE";
  if (!own.disable && !none) return;
  out.add(subject.where(own.disable ? "healthcheck.disable" : "healthcheck.test"),
          "the healthcheck of `" + subject.service->name + "` is switched off")
      .field("healthcheck")
      .advice("write a test that fits the service, or remove `healthcheck` to keep the image's");
}

}  // namespace

extern rule const healthcheck_disabled;
rule const healthcheck_disabled{
    .id = "DVC003",
    .name = "healthcheck-disabled",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A healthcheck is switched off by `disable: true` or the test NONE.",
    .why =
        "It takes away the check that the image brings, so that a hanging service looks well. Where the image's check "
        "does not fit, a fitting one is better than none.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    healthcheck:\n"
        "      disable: true\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    healthcheck:\n"
        "      test: [\"CMD\", \"app\", \"ping\"]\n"
        "      interval: 30s\n"
        "      timeout: 5s\n"
        "      retries: 3\n",
    .aliases = {"KICS: Healthcheck Not Set", "CL-0015"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules

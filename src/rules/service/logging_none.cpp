// DVC033: a service's output is thrown away: logging driver none.
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  if (!subject.service->logging || subject.service->logging->driver != "none") return;
  draft& made = out.add(subject.where("logging.driver"), "the output of `" + subject.service->name + "` is thrown away")
                    .field("logging.driver")
                    .advice("use a driver that keeps it: `json-file` or `local` with `max-size`");
  if (compose::yaml_node const* driver = written_value(subject, "logging", "driver"))
    replace_scalar(made, *subject.project, *driver, "local");
}

}  // namespace

extern rule const logging_none;
rule const logging_none{
    .id = "DVC033",
    .name = "logging-none",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A service's output is thrown away: logging driver `none`.",
    .why = "When it fails there is nothing to look at.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    logging:\n"
        "      driver: none\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    logging:\n"
        "      driver: json-file\n"
        "      options: {max-size: 10m, max-file: \"3\"}\n",
    .aliases = {"CL-0014"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

// DVC034: a service logs to json-file, the default, without a largest size.
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  if (s.provider) return;
  if (s.logging) {
    bool const file = s.logging->driver.empty() || s.logging->driver == "json-file";
    if (!file || s.logging->options.count("max-size") != 0) return;
  }
  draft& made = out.add(subject.where("logging"), "the log of `" + s.name + "` may grow without end")
                    .field("logging")
                    .advice("add `logging: {driver: json-file, options: {max-size: 10m, max-file: \"3\"}}`");
  if (written_value(subject, "logging") == nullptr)
    add_key(made, subject, "logging: {driver: json-file, options: {max-size: 10m, max-file: \"3\"}}");
}

}  // namespace

extern rule const log_unbounded;
rule const log_unbounded{
    .id = "DVC034",
    .name = "log-unbounded",
    .dev = level::off,
    .prod = level::info,
    .summary = "A service logs to json-file, the default, without a largest size.",
    .why = "The file grows until the disk is full.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    logging:\n"
        "      driver: json-file\n"
        "      options:\n"
        "        max-size: 10m\n"
        "        max-file: \"3\"\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

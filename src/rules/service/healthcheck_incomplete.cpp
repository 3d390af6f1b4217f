// DVC004: a healthcheck lacks interval, timeout, retries or, for a built service, start_period; its timeout is longer
// than its interval; or its interval is above 5 minutes.
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

/// The usual times, unless those that are written do not fit them.
void add_missing(draft& made, service_subject const& subject, bool store) {
  compose::healthcheck const& own = *subject.service->healthcheck;
  compose::yaml_entry const* written = subject.written == nullptr ? nullptr : subject.written->find("healthcheck");
  auto const interval = std::chrono::seconds(store ? 10 : 30), timeout = std::chrono::seconds(5);
  bool const fits = own.timeout.value_or(timeout) <= own.interval.value_or(interval);
  if (written == nullptr || !fits) return;
  std::string text;
  auto const add = [&](bool there, std::string_view key, std::string_view value) {
    if (!there) text += (text.empty() ? "" : "\n") + std::string(key) + ": " + std::string(value);
  };
  add(own.interval.has_value(), "interval", store ? "10s" : "30s");
  add(own.timeout.has_value(), "timeout", "5s");
  add(own.retries.has_value(), "retries", store ? "5" : "3");
  add(own.start_period.has_value() || !subject.service->build, "start_period", "10s");
  add_key(made, *subject.project, written->where, written->value, text);
}

void check(service_subject const& subject, sink& out) {
  if (!subject.service->healthcheck) return;
  compose::healthcheck const& own = *subject.service->healthcheck;
  // Without a test of its own it adjusts the image's.
  if (own.disable || own.test.empty() || own.test.front() == "NONE") return;
  std::vector<std::string> missing;
  if (!own.interval) missing.emplace_back("interval");
  if (!own.timeout) missing.emplace_back("timeout");
  if (!own.retries) missing.emplace_back("retries");
  if (!own.start_period && subject.service->build) missing.emplace_back("start_period");
  if (!missing.empty()) {
    std::string names;
    for (std::string const& one : missing) names += (names.empty() ? "`" : ", `") + one + "`";
    bool const store = has_image(subject) && is_data_image(image_of(subject));
    draft& made = out.add(subject.where("healthcheck"), "the healthcheck does not say " + names)
                      .field("healthcheck")
                      .advice(store ? "write interval 10s, timeout 5s, retries 5"
                                    : "write interval 30s, timeout 5s, retries 3, start_period 10s");
    add_missing(made, subject, store);
  }
  if (own.interval && own.timeout && *own.timeout > *own.interval) {
    out.add(subject.where("healthcheck.timeout"), "the healthcheck may take longer than the time between two checks")
        .field("healthcheck.timeout")
        .advice("let `timeout` be shorter than `interval`");
  }
  if (own.interval && *own.interval > std::chrono::minutes(5)) {
    out.add(subject.where("healthcheck.interval"), "the healthcheck runs less than once in 5 minutes")
        .field("healthcheck.interval")
        .advice("shorten `interval`: a failure is noticed only then");
  }
}

}  // namespace

extern rule const healthcheck_incomplete;
rule const healthcheck_incomplete{
    .id = "DVC004",
    .name = "healthcheck-incomplete",
    .dev = level::info,
    .prod = level::info,
    .summary =
        "A healthcheck lacks interval, timeout, retries or, for a built service, start_period; its timeout is longer "
        "than its interval; or its interval is above 5 minutes.",
    .why =
        "The defaults (30s, 30s, 3, no start period) are slow for a data store and too short for what needs time to "
        "start. Writing the numbers says how soon a failure has to be noticed.",
    .bad =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    healthcheck:\n"
        "      test: [\"CMD-SHELL\", \"pg_isready\"]\n",
    .good =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    healthcheck:\n"
        "      test: [\"CMD-SHELL\", \"pg_isready\"]\n"
        "      interval: 10s\n"
        "      timeout: 5s\n"
        "      retries: 5\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules

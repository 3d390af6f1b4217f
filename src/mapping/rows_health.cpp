// The healthcheck. The engine merges it field by field with the image's; zero inherits (engine-api.md section 4).
#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {
namespace {

json declared_healthcheck(compose::service const& s, context const& c) {
  if (!s.healthcheck) return {};
  auto const& check = *s.healthcheck;
  if (check.disable) return {{"Test", {"NONE"}}};
  json out = json::object();
  if (!check.test.empty()) out["Test"] = check.test;
  if (check.interval) out["Interval"] = check.interval->count();
  if (check.timeout) out["Timeout"] = check.timeout->count();
  if (check.retries) out["Retries"] = *check.retries;
  if (check.start_period) out["StartPeriod"] = check.start_period->count();
  // An engine that does not know the field drops it in silence, so it is neither sent nor expected there.
  if (check.start_interval && c.api_minor >= 44) out["StartInterval"] = check.start_interval->count();
  return out.empty() ? json() : out;
}

json health_fields(json const& value, context const&) {
  json out = json::object();
  auto const test = strings_at(value, "Test");
  if (!test.empty() && test.front() == "NONE") return json{{"Test", {"NONE"}}};
  if (!test.empty()) out["Test"] = test;
  for (char const* field : {"Interval", "Timeout", "Retries", "StartPeriod", "StartInterval"})
    if (auto const number = integer_at(value, field); number != 0) out[field] = number;
  return out.empty() ? json() : out;
}

json expected_healthcheck(compose::service const& s, context const& c) {
  auto out = health_fields(at_path(c.image_config, "Healthcheck"), c);
  auto const declared = health_fields(declared_healthcheck(s, c), c);
  if (out.is_null() || (declared.contains("Test") && declared["Test"] == json::array({"NONE"})))
    return declared.is_null() ? out : declared;
  if (declared.is_object()) out.update(declared);
  return out;
}

constexpr row rows[] = {
    {.key = "healthcheck",
     .field = "Config.Healthcheck",
     .group = aspect::health,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation =
         "test and its times in nanoseconds, merged with the image's field by field; start_interval needs API 1.44",
     .declare = declared_healthcheck,
     .expect = expected_healthcheck,
     .normalise = health_fields},
};

}  // namespace

json effective_healthcheck(compose::service const& s, context const& c) {
  auto check = expected_healthcheck(s, c);
  auto const test = strings_at(check, "Test");
  // Without a test, or with a first word the engine does not know, nothing runs.
  bool const runs = test.size() > 1 && (test.front() == "CMD" || test.front() == "CMD-SHELL");
  return runs ? check : json();
}

std::span<row const> health_rows() {
  return rows;
}

}  // namespace dockverify::mapping

// Log driver and options.
#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {
namespace {

json declared_logging(compose::service const& s, context const&) {
  if (!s.logging) return {};
  return {{"Type", s.logging->driver}, {"Config", s.logging->options}};
}

/// Undeclared: the daemon's default driver and options apply, which are not the file's business.
json expected_logging(compose::service const& s, context const&) {
  if (!s.logging) return no_statement();
  json out = json::object();
  if (!s.logging->driver.empty()) out["driver"] = s.logging->driver;
  for (auto const& [key, value] : s.logging->options) out["options." + key] = value;
  return out.empty() ? no_statement() : out;
}

json live_logging(json const& inspect, context const&) {
  json out{{"driver", string_at(inspect, "HostConfig.LogConfig.Type")}};
  auto const& options = at_path(inspect, "HostConfig.LogConfig.Config");
  if (options.is_object())
    for (auto const& [key, value] : options.items()) out["options." + key] = value;
  return out;
}

constexpr row rows[] = {
    {.key = "logging",
     .field = "HostConfig.LogConfig",
     .group = aspect::logging,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "log driver and its options; only declared options are compared",
     .declare = declared_logging,
     .expect = expected_logging,
     .read = live_logging,
     .reconcile = only_expected_keys},
};

}  // namespace

std::span<row const> logging_rows() {
  return rows;
}

}  // namespace dockverify::mapping

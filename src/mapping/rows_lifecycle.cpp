// Restart policy, stop signal and grace, init process.
#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {
namespace {

json policy(std::string const& name, std::int64_t attempts) {
  return {{"Name", name}, {"MaximumRetryCount", attempts}};
}

/// deploy.restart_policy wins over restart, with the engine's names (compose.md section 3.3).
json declared_restart(compose::service const& s, context const&) {
  if (s.deploy && s.deploy->restart_policy) {
    auto const& declared = *s.deploy->restart_policy;
    auto const name = declared.condition == "none"             ? "no"
                      : declared.condition == "on-failure"     ? "on-failure"
                      : declared.condition == "unless-stopped" ? "unless-stopped"
                                                               : "always";
    return policy(name, name == std::string_view("on-failure")
                            ? static_cast<std::int64_t>(declared.max_attempts.value_or(0))
                            : 0);
  }
  if (s.restart.empty()) return {};
  auto const colon = s.restart.find(':');
  return policy(s.restart.substr(0, colon),
                colon == std::string::npos ? 0 : std::strtoll(s.restart.c_str() + colon + 1, nullptr, 10));
}

/// "" and "no" are one policy; the count matters with on-failure only.
json policy_text(json const& value, context const&) {
  auto const name = string_at(value, "Name");
  if (name.empty() || name == "no") return {};
  auto const attempts = integer_at(value, "MaximumRetryCount");
  return attempts == 0 ? name : name + ":" + std::to_string(attempts);
}

json signal_name(json const& value, context const&) {
  if (!value.is_string()) return {};
  auto name = upper(value.get<std::string>());
  if (name.rfind("SIG", 0) == 0) name.erase(0, 3);
  return name.empty() || name == "TERM" || name == "15" ? json() : json(name);
}

constexpr row rows[] = {
    {.key = "restart",
     .field = "HostConfig.RestartPolicy",
     .group = aspect::lifecycle,
     .level = severity::warning,
     .live_mutable = true,
     .rule = "DVR015",
     .documentation = "restart policy with its count; deploy.restart_policy wins",
     .declare = declared_restart,
     .normalise = policy_text},
    {.key = "stop_signal",
     .field = "Config.StopSignal",
     .group = aspect::lifecycle,
     .level = severity::info,
     .rule = "DVR051",
     .documentation = "signal that asks the first process to end; undeclared: the image's, else SIGTERM",
     .declare = [](compose::service const& s, context const&) { return text_or_null(s.stop_signal); },
     .inherited = [](context const& c) { return at_path(c.image_config, "StopSignal"); },
     .normalise = signal_name},
    {.key = "stop_grace_period",
     .field = "Config.StopTimeout",
     .group = aspect::lifecycle,
     .level = severity::info,
     .rule = "DVR051",
     .documentation = "whole seconds until SIGKILL; undeclared: the engine's 10",
     .declare =
         [](compose::service const& s, context const&) {
           if (!s.stop_grace_period) return json();
           return json(std::chrono::duration_cast<std::chrono::seconds>(*s.stop_grace_period).count());
         },
     .inherited = [](context const& c) { return at_path(c.image_config, "StopTimeout"); },
     .normalise = [](json const& value, context const&) { return value.is_number_integer() ? value : json(); }},
    {.key = "init",
     .field = "HostConfig.Init",
     .group = aspect::lifecycle,
     .level = severity::info,
     .rule = "DVR051",
     .documentation = "run an init process as PID 1; undeclared: the engine's default",
     .declare = [](compose::service const& s, context const&) { return s.init ? json(*s.init) : json(); }},
};

}  // namespace

std::string declared_restart_policy(compose::service const& s) {
  return string_at(declared_restart(s, {}), "Name");
}

std::span<row const> lifecycle_rows() {
  return rows;
}

}  // namespace dockverify::mapping

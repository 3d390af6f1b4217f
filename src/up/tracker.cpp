#include "up/tracker.hpp"

#include "mapping/values.hpp"

namespace dockverify::up {

std::optional<probe_command> probe_command_of(nlohmann::json const& healthcheck, std::vector<std::string> shell,
                                              int api_minor) {
  auto test = mapping::strings_at(healthcheck, "Test");
  if (test.size() < 2) return std::nullopt;
  probe_command out;
  if (test.front() == "CMD") {
    out.arguments.assign(test.begin() + 1, test.end());
  } else if (test.front() == "CMD-SHELL") {
    if (shell.empty()) shell = {"/bin/sh", "-c"};
    out.arguments = std::move(shell);
    out.arguments.push_back(test[1]);
  } else {
    return std::nullopt;
  }
  // 0 and absent mean the engine's default (engine-api.md section 4).
  auto const time = [&healthcheck](std::string_view field, milliseconds otherwise) {
    auto const nano = mapping::integer_at(healthcheck, field);
    return nano > 0 ? std::chrono::duration_cast<milliseconds>(std::chrono::nanoseconds(nano)) : otherwise;
  };
  out.interval = time("Interval", out.interval);
  out.timeout = time("Timeout", out.timeout);
  // A start period switches the spacing to the start interval, five seconds when it is not given (engine-api.md section
  // 4).
  if (api_minor >= 44 && mapping::integer_at(healthcheck, "StartPeriod") > 0)
    out.start_interval = time("StartInterval", milliseconds{5000});
  if (auto const retries = mapping::integer_at(healthcheck, "Retries"); retries > 0)
    out.retries = static_cast<int>(retries);
  return out;
}

}  // namespace dockverify::up

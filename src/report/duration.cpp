// Integer arithmetic on purpose: no locale, and nothing ever rounds up to "60.0 s".
#include "report/duration.hpp"

#include <algorithm>

namespace dockverify {

std::string human_duration(std::int64_t milliseconds) {
  std::int64_t const ms = std::max<std::int64_t>(milliseconds, 0);
  if (ms < 1000) return std::to_string(ms) + " ms";
  if (ms < 10'000) {
    std::string const hundredths = std::to_string(ms % 1000 / 10);
    return std::to_string(ms / 1000) + (hundredths.size() == 1 ? ".0" : ".") + hundredths + " s";
  }
  if (ms < 60'000) return std::to_string(ms / 1000) + "." + std::to_string(ms % 1000 / 100) + " s";
  std::int64_t const seconds = ms / 1000;
  if (seconds < 3600) return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds % 3600 / 60) + " min";
}

}  // namespace dockverify

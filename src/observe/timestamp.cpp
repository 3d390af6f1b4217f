#include "observe/timestamp.hpp"

#include <cstdlib>
#include <ctime>

namespace dockverify::observe {

std::optional<double> seconds_of(std::string const& rfc3339) {
  std::tm parts{};
  char const* rest = strptime(rfc3339.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr || parts.tm_year < 70) return std::nullopt;
  auto seconds = static_cast<double>(timegm(&parts));
  if (*rest == '.') {
    char* end = nullptr;
    seconds += std::strtod(rest, &end);
    rest = end;
  }
  if (*rest == '+' || *rest == '-') {
    int const hours = std::atoi(std::string(rest + 1, 2).c_str());
    int const minutes = std::string(rest).size() >= 6 ? std::atoi(rest + 4) : 0;
    seconds -= (*rest == '+' ? 1 : -1) * (hours * 3600 + minutes * 60);
  }
  return seconds;
}

}  // namespace dockverify::observe

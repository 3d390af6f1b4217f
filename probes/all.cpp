// The only list of probes (self-registering statics would be dropped by the linker), and the names of verdicts.
#include "probes/all.hpp"

#include <algorithm>
#include <array>

#include "probes/tcp.hpp"

namespace dockverify::probes {
namespace {

constexpr std::array probes{&tcp};

}  // namespace

std::span<probe const* const> all_probes() noexcept {
  return probes;
}

probe const* find_probe(std::string_view name) noexcept {
  auto const found = std::find_if(probes.begin(), probes.end(), [name](auto const* p) { return p->name == name; });
  return found == probes.end() ? nullptr : *found;
}

std::string_view to_string(verdict v) noexcept {
  switch (v) {
    case verdict::reachable:
      return "reachable";
    case verdict::closed_at_once:
      return "closed at once";
    case verdict::refused:
      return "refused";
    case verdict::unreachable:
      return "unreachable";
    case verdict::timed_out:
      return "timed out";
    case verdict::cancelled:
      return "cancelled";
  }
  return "unknown";
}

}  // namespace dockverify::probes

// DVS071: a kernel setting of the host that a container can't change.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(context, {"max virtual memory areas vm.max_map_count"});
  if (!said) return std::nullopt;
  return found(score::logged_exactly, "the host's vm.max_map_count is too low", {*said},
               "raise it on the engine's host", "sysctl -w vm.max_map_count=262144");
}

}  // namespace

extern cause const map_count_too_low;
cause const map_count_too_low{"DVS071", "map-count-too-low", "vm.max_map_count of the host is too low",
                              "Elasticsearch and OpenSearch map many files and check the host's limit at start.",
                              &match};

}  // namespace dockverify::diagnose

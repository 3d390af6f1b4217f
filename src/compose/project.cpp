// The few things the model computes itself.
#include "compose/project.hpp"

namespace dockverify::compose {

source_span source_marks::find(std::string_view path) const {
  std::string key(path);
  while (true) {
    if (auto const found = spans_.find(key); found != spans_.end()) return found->second;
    if (key.empty()) return {};
    // The parent of "ports[0].target" is "ports[0]", then "ports". Names of variables may contain dots as well.
    std::size_t const cut = key.find_last_of(".[");
    key.resize(cut == std::string::npos ? 0 : cut);
  }
}

std::int64_t service::replicas() const noexcept {
  if (scale) return *scale;
  if (deploy && deploy->replicas) return static_cast<std::int64_t>(*deploy->replicas);
  return 1;
}

}  // namespace dockverify::compose

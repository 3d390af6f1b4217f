// An image reference cut into its parts as docker pull does. Private to engine/api.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dockverify::engine {

struct image_reference {
  std::string repository;  ///< as given, without tag and digest
  std::string tag;         ///< empty: none given
  std::string digest;      ///< "sha256:..." or empty
  /// The registry as config.json names it: a host, or Docker Hub's "https://index.docker.io/v1/".
  [[nodiscard]] std::string registry() const;
};

inline constexpr std::string_view hub_registry = "https://index.docker.io/v1/";

/// nullopt when there is no repository.
std::optional<image_reference> parse_reference(std::string_view text);

}  // namespace dockverify::engine

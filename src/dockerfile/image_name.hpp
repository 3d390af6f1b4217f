// An image reference, cut into its parts as docker does.
#pragma once

#include <string_view>

namespace dockverify::dockerfile {

struct image_name {
  std::string_view registry;    ///< "ghcr.io", "localhost:5000"; empty: Docker Hub by default
  std::string_view repository;  ///< without the registry: "python", "library/python", "org/team/app"
  std::string_view tag;         ///< empty: none
  std::string_view digest;      ///< "sha256:..."; empty: none

  /// The last part of the repository: "app".
  [[nodiscard]] std::string_view base() const noexcept;
  /// No registry (or docker.io) and no namespace (or library/).
  [[nodiscard]] bool official() const noexcept;
};

/// Never fails: whatever is written is cut at its separators.
image_name split_image_name(std::string_view reference) noexcept;

}  // namespace dockverify::dockerfile

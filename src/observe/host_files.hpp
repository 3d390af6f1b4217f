// Read-only access to the kernel's files below a root, so that tests can show a made-up /proc and /sys/fs/cgroup.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dockverify::observe {

class host_files {
 public:
  explicit host_files(std::filesystem::path root = "/") : root_(std::move(root)) {}

  /// The file's text, at most `limit` bytes of it; nullopt when it cannot be read. `path` is absolute:
  /// "/proc/1/status".
  [[nodiscard]] std::optional<std::string> read(std::string const& path, std::size_t limit = 1U << 20U) const;
  [[nodiscard]] bool exists(std::string const& path) const;
  /// Names of the folders directly below `path`, sorted; links are not followed.
  [[nodiscard]] std::vector<std::string> folders(std::string const& path) const;

 private:
  [[nodiscard]] std::filesystem::path below(std::string const& path) const;

  std::filesystem::path root_;
};

}  // namespace dockverify::observe

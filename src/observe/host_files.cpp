// The kernel's files have no size and may vanish while they are read: whatever fails is simply not there.
#include "observe/host_files.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace dockverify::observe {

std::filesystem::path host_files::below(std::string const& path) const {
  return root_ / std::filesystem::path(path).relative_path();
}

std::optional<std::string> host_files::read(std::string const& path, std::size_t limit) const {
  std::ifstream file(below(path), std::ios::binary);
  if (!file) return std::nullopt;
  std::string text;
  char piece[4096];
  while (text.size() < limit) {
    file.read(piece, static_cast<std::streamsize>(std::min(sizeof piece, limit - text.size())));
    text.append(piece, static_cast<std::size_t>(file.gcount()));
    if (!file) break;
  }
  if (file.bad()) return std::nullopt;
  return text;
}

bool host_files::exists(std::string const& path) const {
  std::error_code ignored;
  return std::filesystem::exists(below(path), ignored);
}

std::vector<std::string> host_files::folders(std::string const& path) const {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entry(below(path), error);
  while (!error && entry != std::filesystem::directory_iterator()) {
    std::error_code gone;
    if (entry->symlink_status(gone).type() == std::filesystem::file_type::directory) {
      names.push_back(entry->path().filename().string());
    }
    entry.increment(error);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace dockverify::observe

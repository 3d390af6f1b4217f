// Text operations on paths, and the only place of this room that reads files.
#include "compose/paths.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>
#include <vector>

namespace dockverify::compose {

std::string clean_path(std::string_view path) {
  if (path.empty()) return ".";
  bool const rooted = path[0] == '/';
  std::vector<std::string_view> parts;
  std::size_t i = 0;
  while (i <= path.size()) {
    std::size_t const end = std::min(path.find('/', i), path.size());
    std::string_view const part = path.substr(i, end - i);
    i = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != ".." || !rooted) {
      parts.push_back(part);
    }
  }
  std::string result = rooted ? "/" : "";
  for (std::size_t p = 0; p < parts.size(); ++p) {
    if (p != 0) result += '/';
    result += parts[p];
  }
  return result.empty() ? "." : result;
}

std::string seen_from(std::string_view directory, std::string const& absolute) {
  std::string const folder = clean_path(directory);
  if (folder == "/") return absolute.size() > 1 ? absolute.substr(1) : absolute;
  bool const below = absolute.size() > folder.size() && absolute.starts_with(folder) && absolute[folder.size()] == '/';
  return below ? absolute.substr(folder.size() + 1) : absolute;
}

bool is_absolute(std::string_view path) noexcept {
  return !path.empty() && path[0] == '/';
}

bool is_windows_absolute(std::string_view path) noexcept {
  if (path.substr(0, 2) == "\\\\") return true;
  bool const letter = path.size() > 2 && ((path[0] >= 'a' && path[0] <= 'z') || (path[0] >= 'A' && path[0] <= 'Z'));
  return letter && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
}

std::string absolute_path(std::string_view base, std::string_view path, std::string_view home) {
  // compose knows no other users' homes: ~name is `name` in one's own.
  if (path.substr(0, 1) == "~" && !home.empty())
    return clean_path(std::string(home) + "/" + std::string(path.substr(1)));
  if (is_absolute(path)) return clean_path(path);
  return clean_path(std::string(base) + "/" + std::string(path));
}

std::string parent_directory(std::string_view path) {
  std::size_t const slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

std::string base_name(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  std::size_t const slash = path.rfind('/');
  return std::string(slash == std::string_view::npos || path == "/" ? path : path.substr(slash + 1));
}

bool is_remote(std::string_view context) noexcept {
  for (std::string_view prefix :
       {"http://", "https://", "git://", "github.com/", "git@", "ssh://", "oci://", "docker-image://"}) {
    if (context.substr(0, prefix.size()) == prefix) return true;
  }
  return false;
}

std::optional<std::string> read_file(std::string const& path, std::size_t limit, std::string& why) {
  std::error_code error;
  if (path != "-" && std::filesystem::is_directory(path, error)) {
    why = "it is a directory";
    return std::nullopt;
  }
  std::ifstream file;
  if (path != "-") {
    errno = 0;
    file.open(path, std::ios::binary);
    if (!file) {
      why = errno == 0 ? "it can not be opened" : std::generic_category().message(errno);
      return std::nullopt;
    }
  }
  std::istream& input = path == "-" ? std::cin : file;
  std::string content;
  char block[65536];
  while (input.read(block, sizeof block) || input.gcount() > 0) {
    content.append(block, static_cast<std::size_t>(input.gcount()));
    if (content.size() > limit) {
      why = "it is larger than " + std::to_string(limit >> 20) + " MiB";
      return std::nullopt;
    }
  }
  return content;
}

bool file_exists(std::string const& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

bool is_directory(std::string const& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

}  // namespace dockverify::compose

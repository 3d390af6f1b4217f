// The index is described in git's Documentation/gitformat-index; .gitignore in its gitignore page.
#include "audit/git_files.hpp"

#include <algorithm>
#include <cstdint>

#include "compose/paths.hpp"

namespace dockverify::audit {

namespace {

constexpr std::size_t largest_index = std::size_t{256} << 20U;
constexpr std::size_t largest_ignore = std::size_t{4} << 20U;

std::optional<std::uint32_t> number_at(std::string_view data, std::size_t at, std::size_t bytes) {
  if (at + bytes > data.size()) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value = value << 8U | static_cast<unsigned char>(data[at + i]);
  return value;
}

/// The variable-width number of version 4: how much of the name before is dropped.
std::optional<std::size_t> offset_at(std::string_view data, std::size_t& at) {
  std::size_t value = 0;
  for (int bytes = 0; bytes < 9; ++bytes) {
    if (at >= data.size()) return std::nullopt;
    auto const byte = static_cast<unsigned char>(data[at++]);
    value = (bytes == 0 ? 0 : (value + 1) << 7U) | (byte & 0x7FU);
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

std::optional<std::string> read(std::string const& path, std::size_t limit) {
  std::string why;
  if (!compose::file_exists(path) || compose::is_directory(path)) return std::nullopt;
  return compose::read_file(path, limit, why);
}

std::string below(std::string const& directory, std::string_view name) {
  return (directory == "/" ? "" : directory) + "/" + std::string(name);
}

bool is_below(std::string_view path, std::string_view directory) {
  return directory == "/" ||
         (path.starts_with(directory) && path.size() > directory.size() && path[directory.size()] == '/');
}

std::string relative_to(std::string const& path, std::string const& directory) {
  return path.substr(directory == "/" ? 1 : directory.size() + 1);
}

/// Where the index is: in `.git`, or in the folder that a file of that name points at.
std::string git_directory(std::string const& top) {
  std::string const own = below(top, ".git");
  if (compose::is_directory(own)) return own;
  std::optional<std::string> const text = read(own, largest_ignore);
  constexpr std::string_view key = "gitdir: ";
  if (!text || !text->starts_with(key)) return {};
  std::string const target = text->substr(key.size(), text->find_first_of("\r\n") - key.size());
  return compose::absolute_path(top, target, {});
}

}  // namespace

std::optional<std::set<std::string, std::less<>>> tracked_paths(std::string_view index) {
  std::optional<std::uint32_t> const version = number_at(index, 4, 4), count = number_at(index, 8, 4);
  if (!index.starts_with("DIRC") || !version || !count || *version < 2 || *version > 4) return std::nullopt;
  std::set<std::string, std::less<>> paths;
  std::string name;
  std::size_t at = 12;
  for (std::uint32_t i = 0; i < *count; ++i) {
    std::size_t const begin = at;
    std::optional<std::uint32_t> const flags = number_at(index, at + 60, 2);
    if (!flags) return std::nullopt;
    bool const extended = (*flags & 0x4000U) != 0;
    at += extended ? 64 : 62;
    if (*version == 4) {
      std::optional<std::size_t> const dropped = offset_at(index, at);
      if (!dropped || *dropped > name.size()) return std::nullopt;
      name.resize(name.size() - *dropped);
    } else {
      name.clear();
    }
    std::size_t const end = index.find('\0', at);
    if (end == std::string_view::npos) return std::nullopt;
    name += index.substr(at, end - at);
    paths.insert(name);
    // Entries before version 4 are padded to eight bytes, with one NUL at least.
    at = *version == 4 ? end + 1 : begin + (end - begin + 8) / 8 * 8;
  }
  return paths;
}

git_ignore::git_ignore(std::string_view text) {
  while (!text.empty()) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (one.ends_with('\r')) one.remove_suffix(1);
    while (one.ends_with(' ') && !one.ends_with("\\ ")) one.remove_suffix(1);
    if (one.empty() || one.front() == '#') continue;
    bool const negated = one.front() == '!';
    if (negated) one.remove_prefix(1);
    bool const folders_only = one.ends_with('/');
    if (folders_only) one.remove_suffix(1);
    bool const anchored = one.find('/') != std::string_view::npos;
    if (one.starts_with('/')) one.remove_prefix(1);
    if (one.empty()) continue;
    std::optional<dockerfile::ignore_pattern> pattern =
        dockerfile::ignore_pattern::parse((anchored ? "" : "**/") + std::string(one));
    if (pattern) lines_.push_back({std::move(*pattern), negated, folders_only});
  }
}

std::optional<bool> git_ignore::ignores(std::string_view path, bool folder) const {
  for (auto one = lines_.rbegin(); one != lines_.rend(); ++one) {
    if ((!one->folders_only || folder) && one->pattern.matches(path)) return !one->negated;
  }
  return std::nullopt;
}

git_files::repository const* git_files::repository_of(std::string const& path) {
  for (std::string directory = compose::parent_directory(path);; directory = compose::parent_directory(directory)) {
    auto const known = repositories_.find(directory);
    if (known != repositories_.end()) {
      if (known->second) return known->second.get();
    } else {
      std::unique_ptr<repository>& made = repositories_[directory];
      if (std::string const git = git_directory(directory); !git.empty()) {
        made = std::make_unique<repository>();
        made->top = directory;
        if (std::optional<std::string> const index = read(below(git, "index"), largest_index))
          made->tracked = tracked_paths(*index).value_or(std::set<std::string, std::less<>>{});
        if (std::optional<std::string> const text = read(below(git, "info/exclude"), largest_ignore))
          made->exclude.emplace(*text);
        return made.get();
      }
    }
    if (directory == "/" || directory == ".") return nullptr;
  }
}

git_ignore const* git_files::ignore_in(std::string const& directory) {
  auto const [known, added] = ignores_.try_emplace(directory);
  if (added) {
    if (std::optional<std::string> const text = read(below(directory, ".gitignore"), largest_ignore))
      known->second.emplace(*text);
  }
  return known->second ? &*known->second : nullptr;
}

bool git_files::is_tracked(std::string const& path) {
  repository const* found = repository_of(path);
  return found != nullptr && found->tracked.count(relative_to(path, found->top)) != 0;
}

bool git_files::is_ignored(std::string const& path, std::string const& top) {
  repository const* found = repository_of(path);
  std::string const& root = found == nullptr ? top : found->top;
  if (!is_below(path, root)) return false;
  // From the top down: what an excluded folder holds can not be brought back.
  std::vector<std::string> chain;
  for (std::string one = path; one != root; one = compose::parent_directory(one)) chain.insert(chain.begin(), one);
  for (std::string const& one : chain) {
    bool const folder = one != path;
    std::optional<bool> verdict;
    if (found != nullptr && found->exclude) verdict = found->exclude->ignores(relative_to(one, root), folder);
    std::vector<std::string> directories{root};
    for (std::string const& above : chain) {
      if (is_below(one, above)) directories.push_back(above);
    }
    for (std::string const& directory : directories) {
      git_ignore const* rules = ignore_in(directory);
      std::optional<bool> const said =
          rules == nullptr ? std::nullopt : rules->ignores(relative_to(one, directory), folder);
      if (said) verdict = said;
    }
    if (verdict.value_or(false)) return true;
  }
  return false;
}

}  // namespace dockverify::audit

// Paths as compose resolves them: pure text, with Go's rules, because what they name need not exist.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dockverify::compose {

/// Go's path.Clean: no `.`, `..`, doubled or trailing slashes; "." for an empty path.
std::string clean_path(std::string_view path);
/// `path` below `base` unless it is absolute, cleaned; `~` is `home`.
std::string absolute_path(std::string_view base, std::string_view path, std::string_view home);
/// The directory part, "/" or "." when there is none.
std::string parent_directory(std::string_view path);
std::string base_name(std::string_view path);
/// A path as it is shown to somebody in `directory`: relative when it is below it.
std::string seen_from(std::string_view directory, std::string const& absolute);
bool is_absolute(std::string_view path) noexcept;
/// C:\..., C:/... or \\server: what is mounted from there is passed through on every platform.
bool is_windows_absolute(std::string_view path) noexcept;
/// A build context or include that is not a path here: an URL, git@..., oci://...
bool is_remote(std::string_view context) noexcept;

/// The content, or nothing with the reason in `why`; reads at most `limit` bytes, more is an error.
std::optional<std::string> read_file(std::string const& path, std::size_t limit, std::string& why);
bool file_exists(std::string const& path);
bool is_directory(std::string const& path);

}  // namespace dockverify::compose

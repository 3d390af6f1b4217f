// Files that users own are replaced whole or not at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dockverify::audit {

/// What a file must hold before it is written.
struct expected_content {
  std::optional<std::string_view> text;  ///< nullopt: the file must not exist
};

/// Why `path` can not be written now; empty: nothing speaks against it. Links are followed.
std::string why_not_writable(std::string const& path, expected_content const& before);

/// Writes a temporary file beside the target of `path` and renames it; mode and owner stay. Empty: done; else why not.
std::string write_file(std::string const& path, expected_content const& before, std::string_view text);

/// Writes a result to where the user wants it: a regular file appears whole or not at all, in place of an older one
/// with its mode, owner and links; a device or pipe is written into. Empty: done; else why not.
std::string put_file(std::string const& path, std::string_view text);

}  // namespace dockverify::audit

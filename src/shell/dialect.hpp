// Which language a shell reads.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace dockverify::shell {

enum class dialect : std::uint8_t {
  posix,       ///< sh, bash, dash, ash, ksh, mksh, zsh: what read() understands
  powershell,  ///< powershell, pwsh
  cmd,         ///< cmd.exe
  other        ///< python, fish, nu, ...
};

/// By the program's name, its path and ".exe" aside.
dialect dialect_of(std::string_view program);
/// The words after #! in a script's first line; empty when it has none.
std::vector<std::string_view> words_of_shebang(std::string_view script);
/// The interpreter of a script that begins with #!; posix when it does not. `#!/usr/bin/env bash` is bash.
dialect dialect_of_script(std::string_view script);

/// What the words of a SHELL instruction, or of a shebang, say.
struct shell_settings {
  shell::dialect dialect = dialect::posix;
  bool pipefail = false, errexit = false;
};
shell_settings settings_of(std::span<std::string_view const> words);

/// "apt-get" of /usr/bin/apt-get, "cmd.exe" of C:\Windows\cmd.exe.
std::string_view base_name(std::string_view path);

}  // namespace dockverify::shell

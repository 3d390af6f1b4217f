#include "shell/dialect.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace dockverify::shell {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view base_name(std::string_view path) {
  auto const slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

dialect dialect_of(std::string_view program) {
  auto name = base_name(program);
  if (name.size() > 4 && same(name.substr(name.size() - 4), ".exe")) name.remove_suffix(4);
  constexpr std::array posix{"sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "zsh", "busybox", "rbash", "hush"};
  if (std::any_of(posix.begin(), posix.end(), [&](std::string_view p) { return same(name, p); })) return dialect::posix;
  if (same(name, "powershell") || same(name, "pwsh")) return dialect::powershell;
  return same(name, "cmd") ? dialect::cmd : dialect::other;
}

shell_settings settings_of(std::span<std::string_view const> words) {
  shell_settings made;
  if (words.empty()) return made;
  std::size_t at = 0;
  if (base_name(words[0]) == "env") {
    // #!/usr/bin/env -S bash -e
    for (at = 1; at < words.size() && words[at].starts_with('-'); ++at) {
    }
    if (at == words.size()) return made;
  }
  made.dialect = dialect_of(words[at]);
  if (made.dialect != dialect::posix) return made;
  for (auto i = at + 1; i < words.size(); ++i) {
    auto const word = words[i];
    if (word.size() < 2 || word[0] != '-' || word[1] == '-') continue;
    for (char const letter : word.substr(1)) {
      if (letter == 'e') made.errexit = true;
      if (letter != 'o' || i + 1 >= words.size()) continue;
      ++i;
      made.pipefail = made.pipefail || words[i] == "pipefail";
      made.errexit = made.errexit || words[i] == "errexit";
    }
  }
  return made;
}

dialect dialect_of_script(std::string_view script) {
  return settings_of(words_of_shebang(script)).dialect;
}

std::vector<std::string_view> words_of_shebang(std::string_view script) {
  std::vector<std::string_view> words;
  if (!script.starts_with("#!")) return words;
  auto line = script.substr(2, script.find_first_of("\r\n") - 2);
  while (true) {
    auto const first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos) return words;
    line.remove_prefix(first);
    auto const end = line.find_first_of(" \t");
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(line.size(), end));
  }
}

}  // namespace dockverify::shell

#include "rules/layer_files.hpp"

#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"

namespace dockverify::rules {

namespace {

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view one) { return name.ends_with(one); });
}

std::string_view without_quotes(std::string_view text) {
  while (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
  return text;
}

std::string in_folder(std::string_view folder, std::string_view path) {
  if (folder.empty() || path.starts_with('/') || path.starts_with('$') || path.starts_with('~'))
    return std::string(path);
  std::string made(folder);
  if (made.back() != '/') made += '/';
  return made + std::string(path);
}

std::string place_of(shell::command const& command, std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return in_folder(command.directory_known ? command.directory : std::string_view(), path);
}

bool is_stdout(std::string_view path) {
  return path == "-" || path == "/dev/null" || path == "/dev/stdout";
}

bool is_url(std::string_view word) {
  return word.find("://") != std::string_view::npos;
}

/// What a download of this address is called: the last part of its path.
std::string_view name_in_url(std::string_view url) {
  auto const scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("?#"));
  auto const slash = url.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : url.substr(slash + 1);
}

void add_redirections(shell::command const& command, std::vector<made_file>& made) {
  for (shell::redirection const& one : command.redirections) {
    bool const writes = one.kind == shell::redirection_kind::output || one.kind == shell::redirection_kind::append;
    if (writes && one.descriptor != 2 && !one.target.value.starts_with("/dev/")) {
      made.push_back({place_of(command, one.target.value), one.target.where});
    }
  }
}

/// Whether one of curl's short flags stands in the word, before one that takes a value.
bool has_curl_letter(std::string_view word, char wanted) {
  if (word.size() < 2 || word[0] != '-' || word[1] == '-') return false;
  for (char const letter : word.substr(1)) {
    if (letter == wanted) return true;
    if (std::string_view("AbcCdDeEFhHKmoPQrtTuUwxXyYz").find(letter) != std::string_view::npos) return false;
  }
  return false;
}

std::vector<made_file> curl_files(shell::command const& command) {
  std::vector<made_file> made;
  bool remote_names = false;
  std::string_view folder;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    std::string_view const word = command.words[i].value;
    bool const next = i + 1 < command.words.size();
    if (word == "--output-dir" && next) folder = command.words[i + 1].value;
    if (word.starts_with("--remote-name") || has_curl_letter(word, 'O')) remote_names = true;
    if (word.starts_with("--output=")) made.push_back({std::string(word.substr(9)), command.words[i].where});
    if (word != "--output" && !has_curl_letter(word, 'o')) continue;
    auto const at = word.starts_with("--") ? std::string_view::npos : word.find('o');
    if (at != std::string_view::npos && at + 1 < word.size()) {
      made.push_back({std::string(word.substr(at + 1)), command.words[i].where});
    } else if (next) {
      made.push_back({std::string(command.words[i + 1].value), command.words[i + 1].where});
    }
  }
  for (std::size_t i = 1; remote_names && i < command.words.size(); ++i) {
    if (!is_url(command.words[i].value) || command.words[i].value.starts_with('-')) continue;
    made.push_back({std::string(name_in_url(command.words[i].value)), command.words[i].where});
  }
  for (made_file& one : made) one.path = place_of(command, in_folder(folder, one.path));
  return made;
}

std::vector<made_file> wget_files(shell::command const& command) {
  std::vector<made_file> made;
  if (auto const name = command.flag_value({"-O", "--output-document"})) {
    made.push_back({place_of(command, *name), command.words[0].where});
    return made;
  }
  std::string_view const folder = command.flag_value({"-P", "--directory-prefix"}).value_or("");
  for (shell::word const& one : command.arguments({"-P", "--directory-prefix", "-o", "-a", "-t", "-T", "--header", "-U",
                                                   "--user-agent", "--tries", "--timeout", "-e", "-i"})) {
    std::string_view const name = name_in_url(one.value);
    if (!name.empty()) made.push_back({place_of(command, in_folder(folder, name)), one.where});
  }
  return made;
}

std::vector<made_file> clones(shell::command const& command) {
  if (!command.has_word("clone")) return {};
  std::vector<shell::word> const words =
      operands(command,
               {"-b", "--branch", "--depth", "-c", "--config", "-o", "--origin", "-C", "-j", "--jobs", "--reference",
                "--separate-git-dir", "--filter", "--shallow-since", "-u", "--template"},
               {"clone"});
  if (words.empty()) return {};
  std::string_view name = words.back().value;
  if (words.size() == 1) {
    while (name.ends_with('/')) name.remove_suffix(1);
    if (name.ends_with(".git")) name.remove_suffix(4);
    name = name.substr(name.find_last_of("/:") + 1);
  }
  return {{place_of(command, name), words.back().where, true}};
}

/// *, ? and plain characters.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, mark = 0;
  while (n < name.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] != '*' && pattern[p] == name[n]))) {
      ++p;
      ++n;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string_view package_folder(shell::command const& command) {
  if (command.is({"apt-get", "apt"}) && command.has_word("update")) return "/var/lib/apt/lists";
  if (command.is({"apt-get", "apt"}) && command.has_word("install")) return "/var/cache/apt";
  auto const install = installation_of(command);
  if (!install) return {};
  switch (install->manager) {
    case package_manager::apk:
      return command.has_flag("--no-cache") ? "" : "/var/cache/apk";
    case package_manager::yum:
      return "/var/cache/yum";
    case package_manager::dnf:
      return "/var/cache/dnf";
    case package_manager::zypper:
      return "/var/cache/zypp";
    case package_manager::pip:
      return command.has_flag("--no-cache-dir") ? "" : "/root/.cache/pip";
    case package_manager::npm:
      return "/root/.npm";
    default:
      return {};
  }
}

}  // namespace

bool is_archive(std::string_view name) {
  return ends_with_any(name, {".tar", ".Z", ".bz2", ".gz", ".lz", ".lzma", ".tZ", ".tb2", ".tbz", ".tbz2", ".tgz",
                              ".tlz", ".tpz", ".txz", ".xz"});
}

bool is_package_file(std::string_view name) {
  return is_archive(name) || ends_with_any(name, {".zip", ".deb", ".rpm", ".apk", ".7z", ".zst", ".tzst"});
}

std::string_view file_name(std::string_view path) {
  path = without_quotes(path);
  return path.substr(path.find_last_of("/\\") + 1);
}

std::vector<made_file> downloads_of(shell::command const& command) {
  std::vector<made_file> made;
  if (command.is("curl")) made = curl_files(command);
  if (command.is("wget")) made = wget_files(command);
  if (command.is({"curl", "wget"})) add_redirections(command, made);
  if (command.is("git")) made = clones(command);
  std::erase_if(made, [](made_file const& one) { return is_stdout(one.path) || one.path.empty(); });
  return made;
}

bool extracts(shell::command const& command) {
  if (command.is({"unzip", "gunzip", "bunzip2", "unlzma", "unxz", "zgz", "uncompress", "zcat", "gzcat"})) return true;
  if (!command.is({"tar", "bsdtar"}) || command.words.size() < 2) return false;
  if (command.has_flag({"-x", "--extract", "--get"})) return true;
  std::string_view const first = command.words[1].value;
  return !first.starts_with('-') && first.find('x') != std::string_view::npos &&
         first.find_first_of("./") == std::string_view::npos;
}

std::optional<made_file> archive_read_by(shell::command const& command) {
  if (!extracts(command) || !command.is({"tar", "bsdtar", "unzip"})) return std::nullopt;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    std::string_view word = command.words[i].value;
    if (word.starts_with("--file=")) word.remove_prefix(7);
    if (word.starts_with('-') || !is_package_file(without_quotes(word))) continue;
    return made_file{place_of(command, without_quotes(word)), command.words[i].where};
  }
  return std::nullopt;
}

std::vector<made_file> files_of(shell::command const& command) {
  std::vector<made_file> made = downloads_of(command);
  if (command.is({"mkdir", "touch", "tee"})) {
    for (shell::word const& one : command.arguments({"-m", "-d", "-t", "-r"})) {
      made.push_back({place_of(command, one.value), one.where});
    }
  }
  if (command.is({"cp", "mv"})) {
    std::vector<shell::word> const words = command.arguments({"-t"});
    if (words.size() > 1) made.push_back({place_of(command, words.back().value), words.back().where});
  }
  if (!command.is({"curl", "wget"})) add_redirections(command, made);
  std::string_view const folder = package_folder(command);
  if (!folder.empty()) made.push_back({std::string(folder), command.words[0].where});
  return made;
}

bool covers(std::string_view deleted, std::string_view path) {
  while (deleted.size() > 1 && deleted.ends_with('/')) deleted.remove_suffix(1);
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (deleted.empty()) return false;
  if (deleted == path) return true;
  if (path.starts_with(deleted) && path[deleted.size()] == '/') return true;
  if (deleted.find_first_of("*?") == std::string_view::npos) return false;
  if (matches(deleted, path)) return true;
  // A pattern for a folder above it.
  auto const folder = deleted.rfind('/');
  return folder != std::string_view::npos && deleted.substr(folder + 1) == "*" &&
         path.starts_with(deleted.substr(0, folder + 1));
}

std::vector<std::string> deleted_by(shell::command const& command) {
  std::vector<std::string> made;
  if (!command.is("rm")) return made;
  for (shell::word const& one : command.arguments()) made.push_back(place_of(command, one.value));
  return made;
}

bool deletes(shell::command const& command, std::string_view path) {
  if (!command.is("rm")) return false;
  bool const open = path.find('$') != std::string_view::npos || !path.starts_with('/');
  std::string_view const name = path.substr(path.rfind('/') + 1);
  std::vector<shell::word> const words = command.arguments();
  return std::any_of(words.begin(), words.end(), [&](shell::word const& one) {
    if (covers(place_of(command, one.value), path) || (one.expands && open)) return true;
    // Another spelling of the folder, or one that only the shell knows.
    std::string_view const removed = one.value.substr(one.value.rfind('/') + 1);
    if (removed == "*" && one.value.size() > 1) return false;
    return matches(removed, name) || (one.value == ".git" && open);
  });
}

}  // namespace dockverify::rules

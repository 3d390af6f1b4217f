#include "rules/packages.hpp"

#include <algorithm>

#include "dockerfile/expand.hpp"
#include "rules/commands.hpp"

namespace dockverify::rules {

namespace {

using words = std::initializer_list<std::string_view>;

struct manager_row {
  package_manager manager;
  words names, actions, with_value;
  words around = {};  ///< words beside the action that are no packages
};

/// More packages than these are counted.
constexpr std::size_t most_named = 10;
constexpr std::size_t longest_name = 120;

/// What a message shows of a package: of an address no user and password.
std::string plain(std::string_view package) {
  auto const scheme = package.find("://");
  auto const at = package.find('@');
  std::string made(package);
  if (scheme != std::string_view::npos && at != std::string_view::npos && at > scheme) {
    made.replace(scheme + 3, at - scheme - 2, "");
  }
  return made.substr(0, longest_name);
}

bool among(words list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_version_character(char c) {
  bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || std::string_view(".~^_:+").find(c) != std::string_view::npos;
}

}  // namespace

words const apt_values = {
    "-t", "--target-release", "--default-release", "-o", "--option", "-c", "--config-file", "-a", "--host-architecture",
    "-P", "--build-profiles"};
words const apk_values = {"-t",
                          "--virtual",
                          "-X",
                          "--repository",
                          "-p",
                          "--root",
                          "--arch",
                          "--keys-dir",
                          "--repositories-file",
                          "--cache-dir",
                          "--wait",
                          "--progress-fd",
                          "--cache-max-age"};
words const yum_values = {
    "-c",       "--config", "-x",           "--exclude",     "--enablerepo",   "--disablerepo",   "--repo",
    "--repoid", "--setopt", "--releasever", "--installroot", "--enableplugin", "--disableplugin", "--forcearch",
    "-d",       "-e",       "--errorlevel", "--debuglevel",  "--comment",      "--advisory"};
words const zypper_values = {"-r",           "--repo", "-t",           "--type",    "--from",   "-R",
                             "--root",       "--name", "--capability", "-c",        "--config", "--installroot",
                             "--releasever", "-p",     "--plus-repo",  "--download"};
words const pip_values = {"-i",
                          "--index-url",
                          "--extra-index-url",
                          "-f",
                          "--find-links",
                          "-t",
                          "--target",
                          "-b",
                          "--build",
                          "-e",
                          "--editable",
                          "--prefix",
                          "--root",
                          "--src",
                          "--trusted-host",
                          "--platform",
                          "--python-version",
                          "--implementation",
                          "--abi",
                          "--no-binary",
                          "--only-binary",
                          "--progress-bar",
                          "--proxy",
                          "--upgrade-strategy",
                          "--timeout",
                          "--default-timeout",
                          "--retries",
                          "--cache-dir",
                          "--log",
                          "--cert",
                          "--client-cert",
                          "--exists-action",
                          "--global-option",
                          "--config-settings",
                          "--config-setting",
                          "--install-option",
                          "--build-constraint",
                          "-C",
                          "--report",
                          "--python",
                          "--root-user-action",
                          "--use-feature",
                          "--use-deprecated",
                          "--keyring-provider",
                          "-r",
                          "--requirement",
                          "-c",
                          "--constraint",
                          "--group"};
words const npm_values = {"--loglevel",
                          "--registry",
                          "--prefix",
                          "-C",
                          "--cache",
                          "--omit",
                          "--include",
                          "--only",
                          "--userconfig",
                          "--globalconfig",
                          "-w",
                          "--workspace",
                          "--tag",
                          "--before",
                          "--install-strategy",
                          "--location",
                          "--save-prefix",
                          "--proxy",
                          "--https-proxy",
                          "--script-shell",
                          "--audit-level",
                          "--arch",
                          "--platform",
                          "--target_arch",
                          "--fetch-retry-mintimeout",
                          "--fetch-retry-maxtimeout",
                          "--fetch-retries",
                          "--fetch-timeout",
                          "--maxsockets",
                          "--cpu",
                          "--os",
                          "--libc"};
words const go_values = {"-o",          "-p",        "-C",         "-ldflags",  "-gcflags",       "-asmflags",
                         "-gccgoflags", "-tags",     "-mod",       "-modfile",  "-exec",          "-overlay",
                         "-pkgdir",     "-toolexec", "-buildmode", "-compiler", "-installsuffix", "-pgo"};

std::vector<shell::word> operands(shell::command const& command, words with_value, words without) {
  std::vector<shell::word> found = command.arguments(with_value);
  std::erase_if(found, [&](shell::word const& one) { return among(without, one.value); });
  return found;
}

shell::word const* pip_install_of(shell::command const& command) {
  std::string_view const name = command.name();
  std::size_t at = 1;
  if (name.starts_with("python")) {
    while (at < command.words.size() && command.words[at].value != "-m") ++at;
    if (at + 1 >= command.words.size() || command.words[at + 1].value != "pip") return nullptr;
    at += 2;
  } else if (!name.starts_with("pip") || name.starts_with("pipx") || name.starts_with("pipenv")) {
    return nullptr;
  }
  for (; at < command.words.size(); ++at) {
    if (command.words[at].value == "install") return &command.words[at];
  }
  return nullptr;
}

std::optional<installation> installation_of(shell::command const& command) {
  using enum package_manager;
  static manager_row const rows[] = {
      {apt, {"apt-get", "apt", "aptitude"}, {"install"}, apt_values},
      {apk, {"apk"}, {"add"}, apk_values},
      {yum, {"yum"}, {"install", "localinstall", "groupinstall", "reinstall"}, yum_values, {"module", "group"}},
      {dnf,
       {"dnf", "microdnf", "tdnf"},
       {"install", "in", "reinstall", "groupinstall"},
       yum_values,
       {"module", "group"}},
      {zypper, {"zypper"}, {"install", "in"}, zypper_values},
      {npm, {"npm"}, {"install", "i", "ci", "add", "clean-install"}, npm_values},
      {yarn, {"yarn"}, {"install", "add"}, {"--cwd", "--cache-folder", "--registry", "--network-timeout"}},
      {pnpm, {"pnpm"}, {"install", "i", "add"}, {"--filter", "-F", "--dir", "-C", "--store-dir", "--registry"}},
      {gem, {"gem"}, {"install", "i"}, {"-v", "--version", "-i", "--install-dir", "-n", "--bindir", "--source", "-s"}},
      {gem, {"bundle", "bundler"}, {"install"}, {"--jobs", "-j", "--without", "--path", "--retry", "--gemfile"}},
      {go, {"go"}, {"install", "get", "download"}, go_values, {"mod"}},
      {cargo,
       {"cargo"},
       {"install", "build", "fetch"},
       {"--features", "--target", "-p", "--package", "--bin", "--path"}},
      {composer, {"composer"}, {"install", "require", "update"}, {"-d", "--working-dir"}},
      {poetry,
       {"poetry"},
       {"install", "add"},
       {"--only", "--without", "--with", "--extras", "-E", "-C", "--directory"}},
  };
  if (shell::word const* const action = pip_install_of(command)) {
    std::vector<shell::word> packages = command.arguments(pip_values);
    auto const from =
        std::find_if(packages.begin(), packages.end(), [](shell::word const& one) { return one.value == "install"; });
    packages.erase(packages.begin(), from == packages.end() ? from : from + 1);
    return installation{pip, action, std::move(packages)};
  }
  for (manager_row const& row : rows) {
    if (!command.is(row.names)) continue;
    shell::word const* const action = find_word(command, row.actions);
    if (action == nullptr) {
      bool const bare_yarn = row.manager == yarn && command.arguments(row.with_value).empty() &&
                             !command.has_flag({"--version", "-v", "--help", "-h"});
      if (bare_yarn) return installation{yarn, command.words.data(), {}};
      continue;
    }
    std::vector<shell::word> packages = operands(command, row.with_value, row.around);
    std::erase_if(packages, [&](shell::word const& one) { return one.where == action->where; });
    return installation{row.manager, action, std::move(packages)};
  }
  return std::nullopt;
}

bool removes(shell::command const& command, std::string_view path) {
  if (!command.is("rm")) return false;
  for (shell::word const& one : command.arguments()) {
    std::string_view removed = one.value;
    while (removed.ends_with('*')) removed.remove_suffix(1);
    bool const contents = removed.ends_with('/');
    while (removed.size() > 1 && removed.ends_with('/')) removed.remove_suffix(1);
    if (removed.empty() || removed == "/") continue;
    if (removed == path) return true;
    bool const around = path.starts_with(removed) && path[removed.size()] == '/';
    if (around || (contents && path == removed)) return true;
  }
  return false;
}

std::string_view bare_name(std::string_view package) {
  return package.substr(0, package.find_first_of("=~<>!:@["));
}

bool names_rpm_version(std::string_view package) {
  auto at = package.find('-');
  if (at == std::string_view::npos) return false;
  bool digit = false;
  while (at != std::string_view::npos) {
    package.remove_prefix(at + 1);
    at = package.find('-');
    std::string_view const part = package.substr(0, at);
    if (!std::all_of(part.begin(), part.end(), is_version_character)) return false;
    digit = digit || (!part.empty() && part[0] >= '0' && part[0] <= '9');
  }
  return digit;
}

std::vector<std::string_view> variables_of(std::string_view word) {
  std::vector<std::string_view> found;
  auto const in_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (auto at = word.find('$'); at != std::string_view::npos; at = word.find('$', at + 1)) {
    std::size_t begin = at + 1;
    if (begin < word.size() && word[begin] == '{') ++begin;
    std::size_t end = begin;
    while (end < word.size() && in_name(word[end])) ++end;
    if (end > begin) found.push_back(word.substr(begin, end - begin));
  }
  return found;
}

bool rpm_pinned(dockerfile_subject const& subject, run_script const& script, shell::command const& command,
                std::string_view package) {
  if (package.ends_with(".rpm") || package.starts_with('@')) return true;
  if (package.find('-') == std::string_view::npos) return false;
  if (package.find('$') == std::string_view::npos) return names_rpm_version(package);
  if (package.find(":-") != std::string_view::npos) return true;
  std::vector<std::string_view> const names = variables_of(package);
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    return set_in_run(script, command, name) ||
           (!script.onbuild && subject.stages->variable(name, script.index).defined);
  });
}

draft* report_unpinned(sink& out, dockerfile_subject const& subject, run_script const& script,
                       std::vector<shell::word> const& packages, std::string const& what, std::string const& advice) {
  if (packages.empty()) return nullptr;
  std::vector<std::string> names;
  for (shell::word const& one : packages) {
    if (names.size() == most_named) break;
    names.push_back(plain(one.value));
  }
  std::string rest;
  if (packages.size() > most_named) rest = " and " + std::to_string(packages.size() - most_named) + " more";
  std::string const all = listed(names) + rest;
  return &report(out, subject, script, packages[0].where, what + " " + all + " in whatever version is the newest")
              .field(all)
              .advice(advice);
}

}  // namespace dockverify::rules

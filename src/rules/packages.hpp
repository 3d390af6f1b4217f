// Package managers as rules see them: what a command does, which of its words are packages, what cleans up after it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/draft.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

using commands = std::vector<shell::command const*>;

enum class package_manager : std::uint8_t {
  apt,
  apk,
  yum,
  dnf,
  zypper,
  pip,
  npm,
  yarn,
  pnpm,
  gem,
  go,
  cargo,
  composer,
  poetry
};

/// A command that installs packages.
struct installation {
  package_manager manager = package_manager::apt;
  shell::word const* action = nullptr;  ///< "install", "add"; of a bare `yarn` its name
  std::vector<shell::word> packages;    ///< words that are neither flags, nor their values, nor a subcommand
  [[nodiscard]] bool of_system() const noexcept { return manager <= package_manager::zypper; }
};
/// apt, apt-get and aptitude install, apk add, yum, dnf and zypper install, pip install, npm ci, go mod download, ...
std::optional<installation> installation_of(shell::command const& command);

/// The `install` of `pip install` and `python -m pip install`; null: the command is something else, as are pipx and
/// pipenv.
shell::word const* pip_install_of(shell::command const& command);

/// The arguments of a command that are no flags and none of the words `without`. `with_value`: flags whose value is a
/// word of its own.
std::vector<shell::word> operands(shell::command const& command, std::initializer_list<std::string_view> with_value,
                                  std::initializer_list<std::string_view> without);

/// Flags whose value is a word of its own.
extern std::initializer_list<std::string_view> const apt_values, apk_values, yum_values, zypper_values, pip_values,
    npm_values, go_values;

/// rm of a path, of what is in it, or of a folder around it.
bool removes(shell::command const& command, std::string_view path);
/// Whether a command after number `from` of the list does so.
template <class Condition>
bool later(commands const& list, std::size_t from, Condition const& condition) {
  for (std::size_t i = from + 1; i < list.size(); ++i) {
    if (condition(*list[i])) return true;
  }
  return false;
}

/// The first command of the list that installs and has none after it that cleans up; null: there is none.
template <class Installs, class Cleans>
shell::command const* left_unclean(commands const& list, Installs const& installs, Cleans const& cleans) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (installs(*list[i]) && !later(list, i, cleans)) return list[i];
  }
  return nullptr;
}

/// A name without what pins it: "curl" of curl=7.88, curl~8, curl:amd64.
std::string_view bare_name(std::string_view package);
/// Whether what follows the first dash of an RPM package's name looks like a version.
bool names_rpm_version(std::string_view package);
/// Whether an RPM package needs no version: a file, a group, or a name with a version. A variable's value counts as one
/// when an ENV, an ARG or the RUN itself is known to set it.
bool rpm_pinned(dockerfile_subject const& subject, run_script const& script, shell::command const& command,
                std::string_view package);
/// One finding for the packages of a RUN that have no version; none (null) when there are none. `what`: "pip installs".
draft* report_unpinned(sink& out, dockerfile_subject const& subject, run_script const& script,
                       std::vector<shell::word> const& packages, std::string const& what, std::string const& advice);
/// The names of variables in a word: `X` of $X and ${X:-y}.
std::vector<std::string_view> variables_of(std::string_view word);

}  // namespace dockverify::rules

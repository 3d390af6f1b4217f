#include "audit/project_facts.hpp"

#include <algorithm>
#include <cerrno>
#include <set>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include "audit/git_files.hpp"
#include "compose/dotenv.hpp"
#include "compose/paths.hpp"

namespace dockverify::audit {

namespace {

constexpr std::size_t largest_env_file = std::size_t{1} << 20U;

/// The line that sets a variable; 0: none does in plain words. The last one wins, as it does for compose.
int line_of(std::string_view text, std::string_view name) {
  int line = 0, found = 0;
  while (!text.empty()) {
    ++line;
    std::size_t const end = std::min(text.find('\n'), text.size());
    std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
    if (one.starts_with("export ")) one.remove_prefix(7);
    if (!one.starts_with(name)) continue;
    one.remove_prefix(name.size());
    one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
    if (!one.empty() && (one.front() == '=' || one.front() == ':')) found = line;
  }
  return found;
}

std::vector<rules::env_file_variable> read_variables(std::string const& path, std::string const& shown, bool raw) {
  std::vector<rules::env_file_variable> variables;
  std::string why;
  if (!compose::file_exists(path) || compose::is_directory(path)) return variables;
  std::optional<std::string> const text = compose::read_file(path, largest_env_file, why);
  if (!text) return variables;
  auto const file = std::make_shared<std::string const>(shown);
  compose::variable_lookup const nothing = [](std::string const&) { return std::optional<std::string>{}; };
  compose::dotenv_file const read = raw ? compose::parse_raw_env(*text) : compose::parse_dotenv(*text, nothing);
  for (auto const& [name, value] : read.values) {
    if (!value) continue;
    int const line = line_of(*text, name);
    variables.push_back({name, *value, {file, line, line == 0 ? 0 : 1}});
  }
  return variables;
}

rules::path_state state_of(std::string const& path, std::string const& top, git_files& git) {
  using kind = rules::path_state::kind;
  rules::path_state state;
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) {
    state.what = errno == ENOENT || errno == ENOTDIR ? kind::missing : kind::unknown;
    return state;
  }
  state.what = S_ISREG(found.st_mode) ? kind::file : S_ISDIR(found.st_mode) ? kind::folder : kind::other;
  if (state.what != kind::file) return state;
  state.readable_by_all = (found.st_mode & S_IROTH) != 0;
  state.tracked = git.is_tracked(path);
  state.ignored = git.is_ignored(path, top);
  return state;
}

}  // namespace

void add_facts(rules::project_subject& subject, compose::load_result const& loaded,
               std::function<std::string(std::string const&)> const& shown) {
  compose::project const& project = *subject.project;
  git_files git;
  for (std::string const& path : rules::named_paths(project))
    subject.paths.emplace(path, state_of(path, project.directory, git));
  std::string const dotenv = compose::absolute_path(project.directory, ".env", {});
  subject.dotenv = read_variables(dotenv, shown(dotenv), false);
  for (rules::service_subject& one : subject.services) {
    for (compose::env_file const& file : one.service->env_files) {
      for (rules::env_file_variable& variable : read_variables(file.path, shown(file.path), file.format == "raw")) {
        std::erase_if(one.env_file_variables,
                      [&](rules::env_file_variable const& known) { return known.name == variable.name; });
        one.env_file_variables.push_back(std::move(variable));
      }
    }
  }
  std::set<std::string> unset;
  for (compose::problem const& problem : loaded.problems) {
    if (problem.code == compose::problem_code::variable_unset) unset.insert(problem.about);
  }
  subject.variables_unset.assign(unset.begin(), unset.end());
}

}  // namespace dockverify::audit

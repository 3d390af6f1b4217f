#include "rules/dockerfile_cache/dependency_install.hpp"

#include <algorithm>

#include "rules/instruction_words.hpp"

namespace dockverify::rules {

namespace {

std::vector<std::string> const python_project{"pyproject.toml", "setup.py", "setup.cfg"};

bool is_path(std::string_view word) {
  return word.starts_with('.') || word.starts_with('/');
}

/// The words after `install`.
std::optional<dependency_install> of_pip(shell::command const& command, std::size_t first) {
  dependency_install made;
  made.command = "pip install";
  bool installs = false;
  for (std::size_t i = first; i < command.words.size(); ++i) {
    std::string_view const word = command.words[i].value;
    std::string_view file;
    if ((word == "-r" || word == "--requirement") && i + 1 < command.words.size()) {
      file = command.words[++i].value;
    } else if (word.starts_with("--requirement=")) {
      file = word.substr(14);
    } else if (word.starts_with("-r") && word.size() > 2) {
      file = word.substr(2);
    } else if (is_path(word) && !word.ends_with(".whl") && !word.ends_with(".gz")) {
      installs = true;
      made.command += " " + std::string(word);
      made.manifests.insert(made.manifests.end(), python_project.begin(), python_project.end());
      continue;
    } else {
      continue;
    }
    installs = true;
    made.command += " -r " + std::string(file);
    made.manifests.emplace_back(base_name(file));
    made.manifests.emplace_back("requirements*");
  }
  if (!installs) return std::nullopt;
  return made;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

std::optional<dependency_install> dependency_install_of(shell::command const& command) {
  std::string_view const name = command.name();
  std::string_view const verb = command.subcommand();
  auto const after = [&](std::string_view wanted) -> std::size_t {
    for (std::size_t i = 1; i < command.words.size(); ++i) {
      if (command.words[i].value == wanted) return i + 1;
    }
    return 0;
  };
  auto const made = [&](std::string_view shown, std::vector<std::string> manifests) {
    return dependency_install{std::string(shown), std::move(manifests)};
  };
  std::vector<shell::word> const arguments = command.arguments();

  if (name.starts_with("pip") && name != "pipx" && name != "pipenv") {
    return verb == "install" || after("install") != 0 ? of_pip(command, after("install")) : std::nullopt;
  }
  if (name.starts_with("python") && command.has_word("pip") && after("install") != 0)
    return of_pip(command, after("install"));
  if (name == "uv") {
    if (verb == "pip" && after("install") != 0) return of_pip(command, after("install"));
    if (verb == "sync") return made("uv sync", {"uv.lock", "pyproject.toml"});
    return std::nullopt;
  }
  if (name == "poetry" && (verb == "install" || verb == "sync"))
    return made("poetry install", {"poetry.lock", "pyproject.toml"});
  if (name == "pdm" && is_one_of(verb, {"install", "sync"})) return made("pdm install", {"pdm.lock", "pyproject.toml"});
  if (name == "pipenv" && is_one_of(verb, {"install", "sync"})) return made("pipenv install", {"Pipfile*"});
  if (name == "npm" && is_one_of(verb, {"ci", "install", "i", "clean-install"})) {
    if (command.has_flag({"-g", "--global"}) || arguments.size() > 1) return std::nullopt;
    return made("npm " + std::string(verb), {"package*", "npm-shrinkwrap.json"});
  }
  if (name == "pnpm" && is_one_of(verb, {"install", "i", "fetch"})) {
    if (command.has_flag({"-g", "--global"}) || arguments.size() > 1) return std::nullopt;
    return made("pnpm install", {"package*", "pnpm-lock.yaml"});
  }
  if (name == "yarn" && (verb.empty() || verb == "install")) {
    if (command.has_flag({"--version", "-v"})) return std::nullopt;
    return made("yarn install", {"package*", "yarn.lock"});
  }
  if (name == "bundle" && (verb.empty() || verb == "install")) return made("bundle install", {"Gemfile*"});
  if (name == "composer" && verb == "install") return made("composer install", {"composer.*"});
  if (name == "go" && verb == "mod" && command.has_word("download")) return made("go mod download", {"go.mod"});
  if (name == "cargo" && (is_one_of(verb, {"build", "b", "fetch", "check", "test"}) || command.has_word("cook")))
    return made("cargo " + std::string(verb), {"Cargo.*", "recipe.json"});
  if (is_one_of(name, {"mvn", "mvnw"}) && !arguments.empty()) return made(name, {"pom.xml"});
  if (is_one_of(name, {"gradle", "gradlew"}) && !arguments.empty())
    return made(name, {"build.gradle*", "settings.gradle*"});
  if (name == "dotnet" && verb == "restore")
    return made("dotnet restore", {"*.csproj", "*.fsproj", "*.vbproj", "*.sln", "*.slnx", "packages.lock.json"});
  return std::nullopt;
}

}  // namespace dockverify::rules

// DVD105: what only developers and tests need, in the final stage.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// One command that installs too much: what to say, what to add after which word.
struct excess {
  std::string what, instead;
  shell::word const* after = nullptr;
};

bool is_yes(std::string_view value) {
  return !value.empty() && value != "0" && lower_case(value) != "false" && lower_case(value) != "no";
}

bool production_flag(shell::command const& command) {
  for (shell::flag const& one : command.flags()) {
    if (one.name == "--production" || one.name == "--prod") return !one.has_value || is_yes(one.value);
    if (one.name == "--no-dev") return true;
  }
  for (std::string_view value : command.flag_values({"--omit"})) {
    if (value == "dev") return true;
  }
  for (std::string_view value : command.flag_values({"--only"})) {
    if (value.starts_with("prod")) return true;
  }
  return command.is("pnpm") && command.has_flag("-P");
}

bool prunes(shell::command const& command) {
  return command.is({"npm", "pnpm", "yarn"}) && find_word(command, {"prune", "focus"}) != nullptr;
}

/// Commands of one RUN that are looked at.
constexpr std::size_t most_commands = 100;

bool keeps_bundle_small(shell::command const& command) {
  if (!command.is({"bundle", "bundler"})) return false;
  if (command.has_flag({"--without", "--deployment"})) return true;
  return command.has_word("config") && std::any_of(command.words.begin() + 1, command.words.end(), [](auto const& one) {
           return one.value.ends_with("without") || one.value.ends_with("deployment");
         });
}

/// Where the stages' RUN undo or prevent what other ones install.
struct remedies {
  std::vector<std::size_t> last_prune;                ///< by stage: the index of its last RUN that prunes
  std::size_t first_small_bundle = dockerfile::npos;  ///< the first RUN that tells bundler what to leave out
};

remedies remedies_of(dockerfile_subject const& subject) {
  remedies made{std::vector<std::size_t>(subject.stages->stages().size(), 0)};
  for (run_script const& script : subject.scripts) {
    dockerfile::stage const* const stage = script.onbuild ? nullptr : subject.stage_of(script.index);
    for (shell::command const& one : script.program().commands()) {
      if (one.words.empty()) continue;
      if (stage != nullptr && prunes(one)) made.last_prune[stage->index] = script.index;
      if (keeps_bundle_small(one)) made.first_small_bundle = std::min(made.first_small_bundle, script.index);
    }
  }
  return made;
}

bool pruned(dockerfile_subject const& subject, run_script const& script, shell::command const& from,
            remedies const& known) {
  auto const commands = script.program().commands();
  auto const after = commands.begin() + (&from - commands.data());
  if (std::any_of(after, commands.end(), [](auto const& one) { return !one.words.empty() && prunes(one); }))
    return true;
  dockerfile::stage const* const stage = script.onbuild ? nullptr : subject.stage_of(script.index);
  return stage != nullptr && known.last_prune[stage->index] > script.index;
}

std::optional<excess> of_node(dockerfile_subject const& subject, run_script const& script,
                              shell::command const& command, installation const& install, remedies const& known) {
  // Packages that are named are wanted.
  if (!install.packages.empty() || command.has_flag({"-g", "--global"}) || production_flag(command)) return {};
  std::string storage;
  if (value_at(subject, script, command, "NODE_ENV", storage) == "production") return {};
  // npm reads its options from the environment too.
  for (std::string_view name :
       {"NPM_CONFIG_OMIT", "npm_config_omit", "NPM_CONFIG_PRODUCTION", "npm_config_production"}) {
    std::string_view const value = value_at(subject, script, command, name, storage).value_or("");
    if (name.ends_with("T") || name.ends_with("t") ? value == "dev" : is_yes(value)) return {};
  }
  if (pruned(subject, script, command, known)) return {};
  std::string_view const flag = command.is("npm") ? " --omit=dev" : command.is("pnpm") ? " --prod" : " --production";
  // Whoever writes --production=false means it.
  bool const on_purpose = command.has_flag({"--production", "--prod"});
  return excess{"`" + std::string(command.name()) + "` installs the development dependencies", std::string(flag),
                on_purpose ? nullptr : install.action};
}

bool is_test_tool(std::string_view package) {
  std::string const name = lower_case(bare_name(package));
  for (std::string_view exact : {"pytest", "black", "mypy", "ruff", "tox", "flake8", "pylint", "isort", "coverage",
                                 "nox", "pre-commit", "bandit", "pyright", "hypothesis", "ipdb"}) {
    if (name == exact) return true;
  }
  return name.starts_with("pytest-") || name.starts_with("flake8-");
}

bool names_development(std::string_view path) {
  std::string const file = lower_case(path.substr(path.rfind('/') + 1));
  return file.find("dev") != std::string::npos || file.find("test") != std::string::npos;
}

std::optional<excess> of_pip(shell::command const& command, installation const& install) {
  for (std::string_view file : command.flag_values({"-r", "--requirement"})) {
    if (names_development(file)) return excess{"pip installs `" + std::string(file) + "`", {}, {}};
  }
  for (shell::word const& package : install.packages) {
    if (is_test_tool(package.value)) return excess{"pip installs " + std::string(bare_name(package.value)), {}, {}};
    auto const extras = package.value.find('[');
    if (package.value.starts_with('.') && extras != std::string_view::npos &&
        names_development(package.value.substr(extras))) {
      return excess{"pip installs `" + std::string(package.value) + "`", {}, {}};
    }
  }
  return {};
}

std::optional<excess> of_poetry(shell::command const& command) {
  shell::word const* const action = find_word(command, {"install", "sync"});
  if (action == nullptr || command.has_flag({"--no-dev", "--only-root"})) return {};
  for (std::string_view groups : command.flag_values({"--only"})) {
    if (groups.find("dev") == std::string_view::npos) return {};
  }
  for (std::string_view groups : command.flag_values({"--without"})) {
    if (groups.find("dev") != std::string_view::npos) return {};
  }
  return excess{"poetry installs the development dependencies", " --only main", action};
}

std::optional<excess> of_bundle(dockerfile_subject const& subject, run_script const& script,
                                shell::command const& command, remedies const& known) {
  if (!command.has_word("install")) return {};
  std::string storage;
  for (std::string_view name : {"BUNDLE_WITHOUT", "BUNDLE_DEPLOYMENT"}) {
    auto const value = value_at(subject, script, command, name, storage);
    if (value && is_yes(*value)) return {};
  }
  if (known.first_small_bundle <= script.index) return {};
  return excess{"bundler installs the development and test groups", {}, {}};
}

std::optional<excess> excess_of(dockerfile_subject const& subject, run_script const& script,
                                shell::command const& command, remedies const& known) {
  std::string storage;
  if (command.is("poetry")) return of_poetry(command);
  if (command.is("uv") && !has_words(command, {"pip", "install"})) {
    bool const fine = command.has_flag({"--no-dev", "--no-default-groups", "--only-group"}) ||
                      is_yes(value_at(subject, script, command, "UV_NO_DEV", storage).value_or(""));
    shell::word const* const action = find_word(command, {"sync"});
    if (action == nullptr || fine) return {};
    return excess{"uv installs the development dependencies", " --no-dev", action};
  }
  if (command.is("pipenv")) {
    bool const asks = find_word(command, {"install", "sync"}) != nullptr && command.has_flag({"--dev", "-d"});
    return asks ? std::optional(excess{"pipenv installs the development dependencies", {}, {}}) : std::nullopt;
  }
  if (command.is({"bundle", "bundler"})) return of_bundle(subject, script, command, known);
  if (command.is("composer")) {
    bool const fine = command.has_flag("--no-dev") ||
                      is_yes(value_at(subject, script, command, "COMPOSER_NO_DEV", storage).value_or(""));
    shell::word const* const action = find_word(command, {"install"});
    if (action == nullptr || fine) return {};
    return excess{"composer installs the development dependencies", " --no-dev", action};
  }
  if (command.is("uv")) return of_pip(command, {package_manager::pip, nullptr, command.arguments(pip_values)});
  auto const install = installation_of(command);
  if (!install) return {};
  using enum package_manager;
  if (install->manager == pip) return of_pip(command, *install);
  bool const node = install->manager == npm || install->manager == yarn || install->manager == pnpm;
  return node ? of_node(subject, script, command, *install, known) : std::nullopt;
}

void check(dockerfile_subject const& subject, sink& out) {
  remedies const known = remedies_of(subject);
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    if (!reaches_image(subject, script)) return;
    draft* made = nullptr;
    for (std::size_t i = 0; i < std::min(list.size(), most_commands); ++i) {
      shell::command const* const one = list[i];
      auto const found = excess_of(subject, script, *one, known);
      if (!found) continue;
      if (made == nullptr) {
        made = &report(out, subject, script, one->words[0].where, found->what + " into the final stage");
        made->field(found->what);
        made->advice(found->instead.empty() ? "leave them to a build or test stage"
                                            : "write `" + found->instead.substr(1) + "`, or install in a build stage");
      }
      if (found->after != nullptr) insert_after(*made, script, *found->after, found->instead);
    }
  });
}

}  // namespace

extern rule const dev_dependencies;
rule const dev_dependencies{
    .id = "DVD105",
    .name = "dev-dependencies",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The final stage installs development or test dependencies.",
    .why =
        "Test runners, linters and compilers for them make the image larger and give an attacker more to work with. "
        "The application runs without them; tests belong into a stage of their own.",
    .bad = "FROM node:22-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n",
    .good = "FROM node:22-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci --omit=dev\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

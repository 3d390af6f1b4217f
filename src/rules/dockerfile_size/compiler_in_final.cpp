// DVD102: the final image has a compiler.
#include <algorithm>
#include <map>
#include <set>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

struct package_tool {
  std::string_view name;
  std::initializer_list<std::string_view> installs, removes;
  std::initializer_list<std::string_view> with_value;  ///< flags whose value is a word of its own
};

package_tool const package_tools[] = {
    {"apt-get", {"install"}, {"remove", "purge", "autoremove"}, {"-t", "--target-release", "-o", "--option", "-c"}},
    {"apt", {"install"}, {"remove", "purge", "autoremove"}, {"-t", "--target-release", "-o", "--option", "-c"}},
    {"aptitude", {"install"}, {"remove", "purge"}, {"-t", "--target-release"}},
    {"apk", {"add"}, {"del"}, {"-t", "--virtual", "--repository", "-X"}},
    {"yum", {"install", "groupinstall"}, {"remove", "erase", "autoremove"}, {}},
    {"dnf", {"install", "in", "groupinstall"}, {"remove", "rm", "erase", "autoremove"}, {}},
    {"microdnf", {"install"}, {"remove"}, {}},
    {"zypper", {"install", "in"}, {"remove", "rm"}, {}},
};

bool is_compiler(std::string_view package) {
  package = package.substr(0, package.find_first_of("=:~<>@"));
  for (std::string_view known :
       {"gcc",   "g++",         "gcc-c++",        "make",       "cmake",    "build-essential", "build-base",
        "clang", "cargo",       "rust",           "rustc",      "go",       "golang",          "golang-go",
        "ghc",   "default-jdk", "openjdk-17-jdk", "base-devel", "gfortran", "alpine-sdk"}) {
    if (package == known) return true;
  }
  return package.ends_with("-dev") || package.ends_with("-devel") || package.starts_with("gcc-") ||
         package.starts_with("g++-") || package.starts_with("clang-") ||
         (package.starts_with("openjdk") && package.find("jdk", 7) != std::string_view::npos);
}

package_tool const* tool_of(shell::command const& command) {
  auto const* found = std::find_if(std::begin(package_tools), std::end(package_tools),
                                   [&](package_tool const& one) { return command.is(one.name); });
  return found == std::end(package_tools) ? nullptr : found;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

using words_by_name = std::map<std::string_view, std::set<std::string_view>>;

/// What a script assigns to its variables, cut at blanks.
words_by_name assigned_words(shell::program const& program) {
  words_by_name made;
  for (shell::command const& command : program.commands()) {
    for (shell::assignment const& one : command.assignments) {
      std::string_view const value = one.value.value;
      for (std::size_t at = value.find_first_not_of(" \t\n"); at != std::string_view::npos;) {
        std::size_t const end = std::min(value.find_first_of(" \t\n", at), value.size());
        made[one.name].insert(value.substr(at, end - at));
        at = value.find_first_not_of(" \t\n", end);
      }
    }
  }
  return made;
}

/// "build_deps" of "$build_deps" and "${build_deps}"; empty: it is something else.
std::string_view variable_name(std::string_view word) {
  if (!word.starts_with('$')) return {};
  word.remove_prefix(1);
  return word.starts_with('{') && word.ends_with('}') ? word.substr(1, word.size() - 2) : word;
}

/// The first compiler that a script installs and does not remove; empty: none.
std::string installed_compiler(shell::program const& program) {
  std::set<std::string_view> removed;
  for (shell::command const& command : program.commands()) {
    package_tool const* tool = tool_of(command);
    if (tool == nullptr) continue;
    std::vector<shell::word> const arguments = command.arguments(tool->with_value);
    if (arguments.empty() || !is_one_of(arguments[0].value, tool->removes)) continue;
    for (shell::word const& word : arguments) removed.insert(word.value);
  }
  words_by_name const variables = assigned_words(program);
  std::set<std::string_view> looked_at;
  for (shell::command const& command : program.commands()) {
    package_tool const* tool = tool_of(command);
    if (tool == nullptr) continue;
    std::vector<shell::word> const arguments = command.arguments(tool->with_value);
    if (arguments.empty() || !is_one_of(arguments[0].value, tool->installs)) continue;
    std::optional<std::string_view> const group = command.flag_value({"--virtual", "-t"});
    if (command.is("apk") && group && removed.count(*group) != 0) continue;
    for (shell::word const& word : arguments) {
      if (removed.count(word.value) != 0) continue;
      if (is_compiler(word.value)) return std::string(word.value);
      // Once is enough: the variable's words do not depend on where it stands.
      auto const variable = variables.find(variable_name(word.value));
      if (variable == variables.end() || !looked_at.insert(variable->first).second) continue;
      for (std::string_view package : variable->second) {
        if (is_compiler(package) && removed.count(package) == 0) return std::string(package);
      }
    }
  }
  return {};
}

/// The command that makes a program of source text; null: there is none.
shell::command const* compiling_command(shell::program const& program) {
  struct build_tool {
    std::string_view name;
    std::initializer_list<std::string_view> verbs;  ///< empty: it always compiles
  };
  static build_tool const tools[] = {
      {"go", {"build", "install"}},
      {"cargo", {"build", "install", "b"}},
      {"rustc", {}},
      {"gcc", {}},
      {"g++", {}},
      {"cc", {}},
      {"c++", {}},
      {"clang", {}},
      {"clang++", {}},
      {"make", {}},
      {"cmake", {}},
      {"javac", {}},
      {"mvn", {"package", "install", "verify", "compile"}},
      {"mvnw", {"package", "install", "verify", "compile"}},
      {"gradle", {"build", "assemble", "bootJar", "jar"}},
      {"gradlew", {"build", "assemble", "bootJar", "jar"}},
      {"dotnet", {"build", "publish"}},
      {"swift", {"build"}},
      {"ghc", {}},
      {"stack", {"build", "install"}},
      {"cabal", {"build", "install"}},
  };
  for (shell::command const& command : program.commands()) {
    for (build_tool const& tool : tools) {
      if (!command.is(tool.name)) continue;
      bool const compiles = tool.verbs.size() == 0 || std::any_of(tool.verbs.begin(), tool.verbs.end(),
                                                                  [&](auto verb) { return command.has_word(verb); });
      if (compiles && !command.has_flag({"--version", "-version"})) return &command;
    }
  }
  return nullptr;
}

void check(dockerfile_subject const& subject, sink& out) {
  dockerfile::stage const* stage = final_stage(subject);
  if (stage == nullptr) return;
  std::vector<std::size_t> const all = instructions_below(subject, *stage);
  bool has_source = false;
  for (std::size_t index : all) {
    dockerfile::instruction const& one = subject.file->instructions()[index];
    if (copies_context(one)) has_source = true;
    if (!one.is(dockerfile::keyword::run)) continue;
    run_script const* script = script_at(subject, index);
    if (script == nullptr) continue;
    if (std::string const package = installed_compiler(script->program()); !package.empty()) {
      out.add(subject.where(one), package + " is installed in the final stage and stays in the image")
          .field(package)
          .advice(
              "compile in a stage of its own and `COPY --from` it what was built, or remove the package in the "
              "same RUN");
      continue;
    }
    shell::command const* compiling = has_source ? compiling_command(script->program()) : nullptr;
    if (compiling == nullptr) continue;
    out.add(subject.where(one), "the final stage compiles: its source, its compiler and all it needs stay in the image")
        .field(std::string(compiling->name()))
        .advice("build in a stage of its own (`FROM ... AS build`) and copy the result: `COPY --from=build ...`");
  }
}

}  // namespace

extern rule const compiler_in_final;
rule const compiler_in_final{
    .id = "DVD102",
    .name = "compiler-in-final",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The final stage installs a compiler or headers, or compiles, and keeps them.",
    .why =
        "Compilers and headers are only needed while building. In the final image they make it several times larger, "
        "and give whoever gets in the tools to build more.",
    .bad = "FROM python:3.12-slim\nRUN apt-get update && apt-get install -y gcc && pip install --no-cache-dir uwsgi\n",
    .good =
        "FROM golang:1.23-alpine AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nFROM alpine:3.20\nCOPY "
        "--from=build /app /app\n",
    .aliases = {"CIS 4.3"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD348: Go packages without a version.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_pinned(std::string_view package) {
  if (package.starts_with('.') || package.starts_with('/') || package.ends_with(".go")) return true;
  auto const at = package.find('@');
  if (at == std::string_view::npos) return false;
  std::string_view const version = package.substr(at + 1);
  return version != "latest" && version != "none";
}

std::vector<shell::word> unpinned(shell::command const& command) {
  if (!command.is("go")) return {};
  std::vector<shell::word> packages = command.arguments(go_values);
  if (packages.empty()) return {};
  std::string_view const action = packages[0].value;
  if (action != "install" && action != "get" && action != "run") return {};
  packages.erase(packages.begin());
  // What follows the package of `go run` is the program's own.
  if (action == "run" && packages.size() > 1) packages.resize(1);
  std::erase_if(packages, [](shell::word const& one) { return one.value == "tool" || is_pinned(one.value); });
  return packages;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    std::vector<shell::word> found;
    for (shell::command const* one : list) {
      for (shell::word const& word : unpinned(*one)) found.push_back(word);
    }
    report_unpinned(out, subject, script, found, "go fetches", "write `<package>@v<version>`");
  });
}

}  // namespace

extern rule const go_unpinned;
rule const go_unpinned{
    .id = "DVD348",
    .name = "go-unpinned",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "`go install`, `go get` or `go run` of a package without a version, or with @latest.",
    .why =
        "Which version is installed depends on the day of the build: it differs between two builders, and the cache "
        "hides it.",
    .bad = "FROM golang:1.23-alpine\nRUN go install example.com/tool@latest\n",
    .good = "FROM golang:1.23-alpine\nRUN go install example.com/tool@v1.2.3\n",
    .aliases = {"DL3062"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

// DVD343: packages of npm without a version.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view one) { return text.starts_with(one); });
}

bool is_pinned(std::string_view package) {
  if (starts_with_any(package, {"git://", "git+"})) return package.find('#') != std::string_view::npos;
  if (package.ends_with(".tar") || package.ends_with(".tar.gz") || package.ends_with(".tgz")) return true;
  if (package == "." || package == ".." || starts_with_any(package, {"/", "./", "../", "~/", "file:"})) return true;
  if (package.starts_with('@')) package.remove_prefix(std::min(package.size(), package.find('/')));
  return package.find_first_of("@#") != std::string_view::npos;
}

std::vector<shell::word> unpinned(shell::command const& command) {
  if (!command.is("npm")) return {};
  std::vector<shell::word> packages = command.arguments(npm_values);
  if (packages.empty() || (packages[0].value != "install" && packages[0].value != "i")) return {};
  packages.erase(packages.begin());
  std::erase_if(packages, [](shell::word const& one) { return is_pinned(one.value); });
  return packages;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    std::vector<shell::word> found;
    bool spelled_out = false;  // hadolint does not know `npm i`
    for (shell::command const* one : list) {
      for (shell::word const& word : unpinned(*one)) {
        found.push_back(word);
        spelled_out = spelled_out || one->has_word("install");
      }
    }
    draft* const made = report_unpinned(out, subject, script, found, "npm installs",
                                        "write `npm install <package>@<version>`, or `npm ci` with a lock file");
    if (made != nullptr && !spelled_out) made->aliases({"KICS: NPM Install Command Without Pinned Version"});
  });
}

}  // namespace

extern rule const npm_unpinned;
rule const npm_unpinned{
    .id = "DVD343",
    .name = "npm-unpinned",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "`npm install` of a package without a version.",
    .why =
        "Which version is installed depends on the day of the build: it differs between two builders, and the cache "
        "hides it. A package that was taken over reaches the image with the next build.",
    .bad = "FROM node:22-alpine\nRUN npm install --global pm2\n",
    .good = "FROM node:22-alpine\nRUN npm install --global pm2@5.4.2\n",
    .aliases = {"DL3016", "KICS: NPM Install Command Without Pinned Version"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules

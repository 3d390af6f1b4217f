#include "rules/ignore_file/suggest.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "rules/context_facts.hpp"

namespace dockverify::rules {
namespace {

using std::string_view;

// The first part is the template; the rest is tolerated, and suggested when it is there.
constexpr std::array usual{
    string_view(".git"),
    string_view(".github"),
    string_view(".env"),
    string_view(".env.*"),
    string_view("*.pem"),
    string_view("*.key"),
    string_view("id_rsa*"),
    string_view(".npmrc"),
    string_view(".aws"),
    string_view("secrets"),
    string_view("__pycache__"),
    string_view("*.pyc"),
    string_view("*.pyo"),
    string_view("*.pyd"),
    string_view("*.py[cod]"),
    string_view(".pytest_cache"),
    string_view(".mypy_cache"),
    string_view(".venv"),
    string_view("venv"),
    string_view("node_modules"),
    string_view("tests"),
    string_view("test"),
    string_view("docs"),
    string_view("*.md"),
    string_view("README.md"),
    string_view(".coverage"),
    string_view("htmlcov"),
    string_view("*.egg-info"),
    string_view("dist"),
    string_view("build"),
    string_view(".svn"),
    string_view(".hg"),
    string_view(".ruff_cache"),
    string_view(".cache"),
    string_view(".tox"),
    string_view(".nox"),
    string_view("env"),
    string_view("target"),
    string_view("vendor"),
    string_view("coverage"),
    string_view(".next"),
    string_view(".nuxt"),
    string_view(".turbo"),
    string_view(".terraform"),
    string_view(".idea"),
    string_view(".vscode"),
    string_view(".DS_Store"),
    string_view("Thumbs.db"),
    string_view("*.log"),
    string_view("*.swp"),
    string_view("*~"),
    string_view("*.tmp"),
    string_view("*.bak"),
    string_view(".gitignore"),
    string_view(".gitattributes"),
    string_view(".gitlab-ci.yml"),
    string_view(".dockerignore"),
    string_view("Dockerfile"),
    string_view("Dockerfile*"),
    string_view("Dockerfile.*"),
    string_view("docker-compose*"),
    string_view("docker-compose.yml"),
    string_view("docker-compose*.yml"),
    string_view("compose.yaml"),
    string_view("compose*.yaml"),
    string_view(".editorconfig"),
    string_view("npm-debug.log"),
    string_view("yarn-error.log"),
    string_view("*.sqlite3"),
    string_view(".netrc"),
    string_view(".pypirc"),
    string_view(".ssh"),
    string_view(".docker"),
    string_view("LICENSE"),
    string_view("*.class"),
    string_view("bin"),
    string_view("obj"),
    string_view("tmp"),
    string_view("logs"),
    string_view(".pre-commit-config.yaml"),
};

struct section {
  string_view title;
  std::vector<string_view> always, when_found;
};

std::vector<section> const& sections() {
  static std::vector<section> const all{
      {"Version control", {".git", ".github"}, {".gitlab-ci.yml", ".svn", ".hg"}},
      {"Secrets and local settings",
       {".env", ".env.*", "*.pem", "*.key", "id_rsa*", ".npmrc", ".aws", "secrets"},
       {".netrc", ".pypirc", ".ssh", ".docker"}},
      {"Caches",
       {"__pycache__", "*.pyc", "*.pyo", ".pytest_cache", ".mypy_cache"},
       {".ruff_cache", ".cache", ".tox", ".nox", ".turbo"}},
      {"Dependencies that the image installs itself", {".venv", "venv", "node_modules"}, {}},
      {"Tests and documents", {"tests", "docs", "*.md"}, {"test"}},
      {"Build output",
       {".coverage", "htmlcov", "*.egg-info", "dist", "build"},
       {"coverage", "target", ".next", ".nuxt", ".terraform"}},
      {"Editors and systems", {}, {".idea", ".vscode", ".DS_Store", "Thumbs.db", "*.log", "*.swp"}},
  };
  return all;
}

bool is_there(context_subject const& context, string_view name) {
  auto const pattern = dockerfile::ignore_pattern::parse(std::string(name));
  return pattern && std::any_of(context.files.begin(), context.files.end(),
                                [&](context_file const& one) { return pattern->matches(last_part(one.path)); });
}

/// A COPY wants something that the pattern would leave out.
bool is_wanted(std::span<context_copy const> copies, string_view name) {
  auto const pattern = dockerfile::ignore_pattern::parse(std::string(name));
  return std::any_of(copies.begin(), copies.end(), [&](context_copy const& copy) {
    string_view path = copy.path;
    while (!path.empty()) {
      auto const slash = path.find('/');
      auto const part = path.substr(0, slash);
      if (part == name || (pattern && pattern->matches(part))) return true;
      path.remove_prefix(slash == string_view::npos ? path.size() : slash + 1);
    }
    return false;
  });
}

}  // namespace

std::span<std::string_view const> usual_names() {
  return usual;
}

std::string suggested_ignore_file(context_subject const& context) {
  std::vector<context_copy> const copies = copies_of(context);
  std::string made = "# What the image does not need. Unlike in a .gitignore, only `**/` reaches below the top.\n";
  for (section const& one : sections()) {
    std::string lines;
    auto const add = [&](string_view name) {
      if (is_wanted(copies, name)) return;
      lines += "**/";
      lines += name;
      lines += '\n';
      if (name == ".env.*" && is_there(context, ".env.example")) lines += "!**/.env.example\n";
      if (name == "*.md") lines += "!README.md\n";
    };
    for (string_view name : one.always) add(name);
    for (string_view name : one.when_found) {
      if (is_there(context, name)) add(name);
    }
    if (lines.empty()) continue;
    made += "\n# ";
    made += one.title;
    made += '\n';
    made += lines;
  }
  return made;
}

}  // namespace dockverify::rules

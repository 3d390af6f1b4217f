#include "rules/ignore_file/suggest.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "rules/context_facts.hpp"
#include "rules/ignore_file/folders.hpp"

namespace dockverify::rules {
namespace {

using std::string_view;

// The first part is the usual template; the rest is tolerated.
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

/// Where a name is left out. Programs have packages called docs or build: those lie deeper.
enum class depth : std::uint8_t { everywhere, top };

struct section {
  string_view title;
  depth where = depth::everywhere;
  std::vector<string_view> always, when_found;
};

/// Secrets are last: what a COPY names above them is brought back without those that lie in it.
std::vector<section> const& sections() {
  static std::vector<section> const all{
      {"Tests and documents", depth::top, {"tests", "docs"}, {"test"}},
      {{}, depth::everywhere, {"*.md"}, {}},
      {"Build output", depth::top, {"htmlcov", "dist", "build"}, {"coverage", "target"}},
      {{}, depth::everywhere, {".coverage", "*.egg-info"}, {".next", ".nuxt", ".terraform"}},
      {"Version control", depth::everywhere, {".git", ".github"}, {".gitlab-ci.yml", ".svn", ".hg"}},
      {"Caches",
       depth::everywhere,
       {"__pycache__", "*.pyc", "*.pyo", ".pytest_cache", ".mypy_cache"},
       {".ruff_cache", ".cache", ".tox", ".nox", ".turbo"}},
      {"Dependencies that the image installs itself", depth::everywhere, {".venv", "venv", "node_modules"}, {}},
      {"Editors and systems", depth::everywhere, {}, {".idea", ".vscode", ".DS_Store", "Thumbs.db", "*.log", "*.swp"}},
      {"Secrets and local settings",
       depth::everywhere,
       {".env", ".env.*", "*.pem", "*.key", "id_rsa*", ".npmrc", ".aws"},
       {".netrc", ".pypirc", ".ssh", ".docker"}},
  };
  return all;
}

bool is_there(context_subject const& context, string_view name, depth where) {
  auto const pattern = dockerfile::ignore_pattern::parse(std::string(name));
  return pattern && std::any_of(context.files.begin(), context.files.end(), [&](context_file const& one) {
           return pattern->matches(where == depth::top ? string_view(one.path) : last_part(one.path));
         });
}

/// The paths that COPY, ADD and bind mounts name, the whole context aside.
std::vector<std::string> wanted_paths(context_subject const& context) {
  std::vector<std::string> paths;
  for (context_copy& one : copies_of(context)) {
    if (!one.path.empty()) paths.push_back(std::move(one.path));
  }
  for (dockerfile_subject const* one : context.dockerfiles) {
    for (std::string& path : mounted_paths(*one)) paths.push_back(std::move(path));
  }
  return paths;
}

bool has_manifest(context_subject const& context, string_view folder) {
  return std::any_of(context.files.begin(), context.files.end(), [&](context_file const& one) {
    if (!one.path.starts_with(folder) || one.path.find('/', folder.size()) != std::string::npos) return false;
    string_view const name = string_view(one.path).substr(folder.size());
    return name == "package.json" || name == "Cargo.toml" || name == "pom.xml" || name == "pyproject.toml" ||
           name == "setup.py" || name.starts_with("build.gradle");
  });
}

class suggestion {
 public:
  explicit suggestion(context_subject const& context) : context_(context), wanted_(wanted_paths(context)) {}

  std::string text() {
    std::string made = "# What the image does not need. Unlike in a .gitignore, only `**/` reaches below the top.\n";
    std::string patterns;
    auto const close = [&](section const& next) {
      if (next.title.empty()) return;
      made += patterns + exceptions();
      patterns.clear();
      kept_.clear();
    };
    for (section const& one : sections()) {
      close(one);
      std::string lines;
      for (string_view name : one.always) lines += line(name, one.where);
      for (string_view name : one.when_found) {
        if (is_there(context_, name, one.where)) lines += line(name, one.where);
      }
      if (one.title == "Build output") lines += deeper_output();
      if (one.title.starts_with("Dependencies")) lines += vendor();
      if (one.title.starts_with("Secrets")) lines += secrets();
      if (!one.title.empty() && !lines.empty()) patterns += "\n# " + std::string(one.title) + "\n";
      patterns += lines;
    }
    return made + patterns + exceptions();
  }

 private:
  [[nodiscard]] std::string exceptions() const {
    std::string lines;
    for (std::string const& one : kept_) lines += "!" + one + "\n";
    return lines;
  }

  /// The pattern, and below its section what it must not take away.
  std::string line(string_view name, depth where) {
    if (where == depth::top && is_source_folder(context_, name)) return {};
    std::string const pattern = (where == depth::top ? "/" : "**/") + std::string(name);
    if (name == "*.md") keep("README.md");
    if (name == ".env.*") {
      for (string_view ending : {"example", "sample", "template"}) {
        if (is_there(context_, ".env." + std::string(ending), depth::everywhere))
          keep("**/.env." + std::string(ending));
      }
    }
    auto const parsed = dockerfile::ignore_pattern::parse(std::string(name));
    for (std::string const& path : wanted_) {
      if (parsed && takes(*parsed, path, where)) keep(path);
    }
    return pattern + "\n";
  }

  void keep(std::string const& path) {
    for (std::string const& one : kept_) {
      auto const pattern = dockerfile::ignore_pattern::parse(one);
      if (path == one || path.starts_with(one + "/") || (pattern && pattern->matches(path))) return;
    }
    kept_.push_back(path);
  }

  /// The path or a folder it is in has the name.
  static bool takes(dockerfile::ignore_pattern const& name, string_view path, depth where) {
    while (!path.empty()) {
      auto const slash = path.find('/');
      if (name.matches(path.substr(0, slash))) return true;
      if (where == depth::top || slash == string_view::npos) return false;
      path.remove_prefix(slash + 1);
    }
    return false;
  }

  /// Of the parts of a larger project: what lies beside a manifest.
  std::string deeper_output() {
    std::string lines;
    for (string_view name : {"dist", "build", "target"}) {
      for (string_view folder : folders_called(context_, name)) {
        string_view const above = folder.substr(0, folder.size() - name.size());
        if (above.empty() || above.find("node_modules/") != string_view::npos || !has_manifest(context_, above))
          continue;
        lines += line(folder);
      }
    }
    return lines;
  }

  /// A folder by its path.
  std::string line(string_view folder) {
    for (std::string const& path : wanted_) {
      if (path == folder || path.starts_with(std::string(folder) + "/")) keep(path);
    }
    return "/" + std::string(folder) + "\n";
  }

  /// Go projects check theirs in on purpose.
  std::string vendor() {
    languages const found = languages_of(context_);
    bool const installed = (found.php || found.ruby) && !found.go && is_there(context_, "vendor", depth::everywhere);
    return installed ? line("vendor", depth::everywhere) : std::string();
  }

  std::string secrets() {
    std::vector<string_view> const folders = folders_called(context_, "secrets");
    if (std::none_of(folders.begin(), folders.end(), [&](string_view one) { return is_source_folder(context_, one); }))
      return line("secrets", depth::everywhere);
    std::string lines;
    for (string_view one : folders) {
      if (!is_source_folder(context_, one)) lines += line(one);
    }
    return lines;
  }

  context_subject const& context_;
  std::vector<std::string> wanted_;
  std::vector<std::string> kept_;  ///< what the section's patterns must not take away
};

}  // namespace

std::span<std::string_view const> usual_names() {
  return usual;
}

std::string suggested_ignore_file(context_subject const& context) {
  return suggestion(context).text();
}

}  // namespace dockverify::rules

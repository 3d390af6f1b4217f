#include "support.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "audit/audit.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules::test {

namespace {

namespace fs = std::filesystem;

/// A project's directory for one audit.
class scratch {
 public:
  explicit scratch(files const& project) {
    static std::atomic<int> count{0};
    path_ = fs::temp_directory_path() / ("dockverify-rules-" + std::to_string(::getpid())) / std::to_string(++count) /
            "app";
    fs::create_directories(path_);
    for (auto const& [name, text] : project) {
      fs::path const file = path_ / name;
      if (name.ends_with('/')) {
        fs::create_directories(file);
        continue;
      }
      fs::create_directories(file.parent_path());
      std::ofstream(file, std::ios::binary) << text;
    }
  }
  scratch(scratch const&) = delete;
  scratch& operator=(scratch const&) = delete;
  ~scratch() {
    std::error_code ignored;
    fs::remove_all(path_.parent_path(), ignored);
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

std::vector<finding> findings_of(std::string_view rule, scratch const& place, audit_options const& options) {
  audit::options what;
  what.what.paths = options.paths;
  what.what.project.working_directory = place.path();
  what.what.project.environment = options.variables;
  what.what.settings = options.rules_settings;
  what.what.settings.environment = options.where;
  what.what.settings.today = {2026, 11, 23};
  what.environment_given = true;
  what.level_overrides = options.levels;
  // Rules that are off by default are tested as well.
  rules::rule const* wanted = find_rule(rule);
  if (wanted != nullptr && wanted->dev == level::off) what.level_overrides.emplace(wanted->id, level::info);
  audit::result result = audit::run(std::move(what));
  std::erase_if(result.findings, [&](finding const& f) { return f.rule != rule || f.ignored; });
  std::sort(result.findings.begin(), result.findings.end(), [](finding const& a, finding const& b) {
    return std::tuple(a.where.file ? *a.where.file : "", a.where.line, a.where.column) <
           std::tuple(b.where.file ? *b.where.file : "", b.where.line, b.where.column);
  });
  return result.findings;
}

severity usual_severity(rule const& r, environment where) {
  level const own = where == environment::prod ? r.prod : r.dev;
  if (own == level::error) return severity::error;
  return own == level::warning ? severity::warning : severity::info;
}

}  // namespace

std::vector<std::string> found(std::string_view rule, files const& project, audit_options const& options) {
  scratch const place(project);
  rules::rule const* wanted = find_rule(rule);
  if (wanted == nullptr) return {"there is no such rule"};
  std::vector<std::string> lines;
  for (finding const& f : findings_of(rule, place, options)) {
    std::string line = f.where.known() ? *f.where.file + ":" + std::to_string(f.where.line) : "nowhere";
    if (f.level != usual_severity(*wanted, options.where)) line += " " + std::string(to_string(f.level));
    bool const all = std::equal(f.aliases.begin(), f.aliases.end(), wanted->aliases.begin(), wanted->aliases.end());
    if (!all) {
      for (std::string const& alias : f.aliases) line += " " + alias;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

namespace {

std::vector<int> lines_of(std::string_view rule, files const& project, audit_options const& options) {
  scratch const place(project);
  std::vector<int> lines;
  if (find_rule(rule) == nullptr) return {-1};
  for (finding const& f : findings_of(rule, place, options)) lines.push_back(f.where.line);
  return lines;
}

}  // namespace

std::vector<int> lines(std::string_view rule, std::string_view dockerfile, audit_options const& options) {
  return lines_of(rule, {{"Dockerfile", std::string(dockerfile)}}, options);
}

std::vector<int> compose_lines(std::string_view rule, std::string_view yaml, audit_options const& options) {
  return lines_of(rule, {{"compose.yaml", std::string(yaml)}}, options);
}

std::vector<std::string> messages(std::string_view rule, files const& project, audit_options const& options) {
  scratch const place(project);
  std::vector<std::string> texts;
  for (finding const& f : findings_of(rule, place, options)) texts.push_back(f.message);
  return texts;
}

std::string fixed(std::string_view rule, files const& project, std::string const& file, audit_options const& options) {
  scratch const place(project);
  auto const known = project.find(file);
  std::string text = known == project.end() ? std::string{} : known->second;
  std::vector<text_edit> edits;
  for (finding const& f : findings_of(rule, place, options)) {
    for (text_edit const& edit : f.edits) {
      if (edit.file == file) edits.push_back(edit);
    }
  }
  std::sort(edits.begin(), edits.end(), [](text_edit const& a, text_edit const& b) { return a.begin > b.begin; });
  for (text_edit const& edit : edits) text.replace(edit.begin, edit.end - edit.begin, edit.text);
  return text;
}

}  // namespace dockverify::rules::test

#include "support.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <unistd.h>

#include "audit/audit.hpp"
#include "audit/fix.hpp"
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

audit::result audit_of(std::string_view rule, scratch const& place, audit_options const& options) {
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
  return audit::run(std::move(what));
}

std::vector<finding> findings_of(std::string_view rule, scratch const& place, audit_options const& options) {
  audit::result result = audit_of(rule, place, options);
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

std::vector<std::string> aliases_in(std::string_view rule, files const& project) {
  scratch const place(project);
  std::vector<std::string> all;
  for (finding const& f : findings_of(rule, place, {})) {
    std::string& one = all.emplace_back();
    for (std::string const& alias : f.aliases) one += (one.empty() ? "" : " ") + alias;
  }
  return all;
}

std::vector<std::string> messages(std::string_view rule, files const& project, audit_options const& options) {
  scratch const place(project);
  std::vector<std::string> texts;
  for (finding const& f : findings_of(rule, place, options)) texts.push_back(f.message);
  return texts;
}

namespace {

/// Applies the rule's edits where the audit looks, as `--fix` does.
void mend(std::string_view rule, scratch const& place, audit_options const& options, bool unsafe) {
  audit::result found = audit_of(rule, place, options);
  std::erase_if(found.findings, [&](finding const& f) { return f.rule != rule; });
  audit::fix_plan plan = audit::plan_fixes(found.findings, found.read, {unsafe, place.path(), found.secret_lines});
  audit::apply(plan);
}

std::string after_edits(std::string_view rule, files const& project, std::string const& file,
                        audit_options const& options, bool unsafe) {
  scratch const place(project);
  mend(rule, place, options, unsafe);
  std::ifstream made(fs::path(place.path()) / file, std::ios::binary);
  return {std::istreambuf_iterator<char>(made), {}};
}

}  // namespace

std::string fixed(std::string_view rule, files const& project, std::string const& file, audit_options const& options) {
  return after_edits(rule, project, file, options, true);
}

std::string safely_fixed(std::string_view rule, files const& project, std::string const& file,
                         audit_options const& options) {
  return after_edits(rule, project, file, options, false);
}

std::vector<std::string> wrong_after_fix(std::string_view rule, files const& project, audit_options const& options) {
  scratch const place(project);
  std::map<std::string, int> before;
  for (finding const& f : audit_of(rule, place, options).findings) ++before[f.rule];
  mend(rule, place, options, true);
  std::vector<std::string> wrong;
  audit::result const after = audit_of(rule, place, options);
  for (finding const& f : after.findings) {
    bool const fresh = --before[f.rule] < 0 && f.level != severity::info;
    if (f.rule == rule || fresh) wrong.push_back(f.rule + ": " + f.message);
  }
  return wrong;
}

}  // namespace dockverify::rules::test

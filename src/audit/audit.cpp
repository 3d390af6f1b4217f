#include "audit/audit.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "audit/local_levels.hpp"
#include "audit/problem_findings.hpp"
#include "audit/shellcheck.hpp"
#include "compose/paths.hpp"

namespace dockverify::audit {

namespace {

constexpr std::size_t largest_configuration = std::size_t{1} << 20U;
constexpr std::size_t longest_excerpt = 400;

void report(compose::problem_log& log, std::vector<report_error>& errors) {
  for (compose::problem& one : log.take({})) {
    if (one.error)
      errors.push_back({"configuration-invalid", std::move(one.message), std::move(one.advice), std::move(one.where)});
  }
}

configuration read_file(std::string const& directory, std::vector<report_error>& errors) {
  std::string const file = find_configuration(directory);
  if (file.empty()) return {};
  std::string why;
  std::optional<std::string> const text = compose::read_file(file, largest_configuration, why);
  auto const shown = std::make_shared<std::string const>(
      compose::parent_directory(file) == directory ? compose::base_name(file) : file);
  if (!text) {
    errors.push_back({"configuration-invalid", "the configuration can not be read: " + why, {}, {shown, 0, 0}});
    return {};
  }
  compose::problem_log log;
  configuration made;
  for (compose::yaml_node const& root : compose::parse_yaml(*text, shown, log))
    merge(made, read_configuration(root, log));
  report(log, errors);
  return made;
}

/// x-dockverify of the project itself and of its services, whose ignores are theirs alone.
configuration read_extensions(rules::project_subject const& project, std::vector<report_error>& errors) {
  configuration made;
  if (project.tree == nullptr) return made;
  compose::problem_log log;
  if (compose::yaml_entry const* own = project.tree->find("x-dockverify"))
    merge(made, read_configuration(own->value, log));
  if (compose::yaml_entry const* services = project.tree->find("services")) {
    for (compose::yaml_entry const& service : services->value.entries) {
      compose::yaml_entry const* own = service.value.find("x-dockverify");
      if (own == nullptr) continue;
      configuration of_service = read_configuration(own->value, log);
      for (ignore& one : of_service.ignores) one.service = service.key;
      made.service_levels[service.key] = std::move(of_service.levels);
      of_service.levels.clear();
      merge(made, std::move(of_service));
    }
  }
  report(log, errors);
  return made;
}

/// Lines of the files that were read, cut once for each file: there may be a finding for every line.
class line_index {
 public:
  explicit line_index(inputs const& read) : read_(read) {}

  std::string find(source_span const& where) {
    text_file const* file = read_.file(*where.file);
    if (file == nullptr || where.line < 1) return {};
    std::vector<std::size_t>& starts = starts_[file];
    if (starts.empty()) {
      starts.push_back(0);
      for (std::size_t i = 0; i < file->text.size(); ++i) {
        if (file->text[i] == '\n') starts.push_back(i + 1);
      }
    }
    auto const line = static_cast<std::size_t>(where.line);
    if (line > starts.size()) return {};
    std::string_view text = std::string_view(file->text).substr(starts[line - 1]);
    text = text.substr(0, text.find('\n'));
    if (text.size() > longest_excerpt) return {};
    return std::string(text.ends_with('\r') ? text.substr(0, text.size() - 1) : text);
  }

 private:
  inputs const& read_;
  std::map<text_file const*, std::vector<std::size_t>> starts_;
};

/// A Dockerfile that several services build is looked at for each of their targets.
void drop_repeated(std::vector<finding>& findings) {
  std::set<std::tuple<std::string, std::string, std::string, std::string>> seen;
  std::erase_if(findings,
                [&](finding const& f) { return !seen.emplace(f.rule, f.where.text(), f.message, f.service).second; });
}

/// Before any rule has run.
result conceal_errors(result made, std::map<std::string, std::string> const& variables) {
  concealer const secrets(made.read, made.settings, variables, {});
  for (report_error& error : made.errors) secrets.apply(error);
  return made;
}

}  // namespace

result run(options what) {
  result made;
  std::string const directory = compose::clean_path(what.what.project.working_directory);
  configuration configured = read_file(directory, made.errors);
  apply(configured, what.what.settings, what.environment_given);
  made.read = gather(what.what);
  for (rules::project_subject const* project : made.read.subjects().projects)
    merge(configured, read_extensions(*project, made.errors));
  apply(configured, what.what.settings, what.environment_given);
  made.read.configure(what.what.settings);
  made.settings = what.what.settings;
  for (report_error const& error : made.read.errors()) made.errors.push_back(error);
  for (report_error& error : problem_errors(made.read)) made.errors.push_back(std::move(error));
  if (std::any_of(made.errors.begin(), made.errors.end(),
                  [](report_error const& error) { return error.code == "configuration-invalid"; }))
    return conceal_errors(std::move(made), what.what.project.environment);

  for (auto const& [id, level] : what.level_overrides) configured.levels.insert_or_assign(id, level);
  made.levels = configured.levels;
  local_levels const local(configured, made.read, made.settings);
  if (!what.shellcheck.empty()) made.scripts_left_out = run_shellcheck(what.shellcheck, what.most_scripts, made.read);
  line_index lines(made.read);
  rules::run_result found = rules::run(made.read.subjects(), made.settings, local.for_run(),
                                       [&](source_span const& where) { return lines.find(where); });
  made.findings = std::move(found.findings);
  std::vector<finding> refused = problem_findings(made.read, made.settings, configured.levels);
  std::move(refused.begin(), refused.end(), std::back_inserter(made.findings));
  local.settle(made.findings);
  made.checks = {found.checks, found.checks - found.failed, found.failed, 0};
  drop_repeated(made.findings);

  std::vector<ignore> ignores = std::move(configured.ignores);
  if (what.inline_ignores) {
    auto const add = [&](std::vector<ignore> more) {
      std::move(more.begin(), more.end(), std::back_inserter(ignores));
    };
    std::set<std::string> dockerfiles;
    std::set<std::pair<std::string, int>> inline_texts;
    for (rules::dockerfile_subject const* one : made.read.subjects().dockerfiles) {
      bool const first = one->inline_text ? inline_texts.emplace(*one->path, one->line_shift).second
                                          : dockerfiles.insert(*one->path).second;
      if (first) add(inline_ignores(*one));
    }
    for (text_file const& file : made.read.files()) {
      if (dockerfiles.count(*file.shown) == 0) add(inline_ignores(file));
    }
  }
  bool const all_scripts = !what.shellcheck.empty() && made.scripts_left_out == 0;
  ignore_facts facts;
  facts.today = made.settings.today;
  facts.require_reason = configured.require_reason.value_or(false);
  facts.services = built_from(made.read.subjects());
  facts.level_of = [&](std::string_view id) {
    rules::rule const* rule = rules::find_rule(id);
    return rule == nullptr ? std::nullopt
                           : rules::severity_of(rules::level_in_force(*rule, made.settings, configured.levels));
  };
  facts.judged = [&](std::string_view id) {
    if (id.starts_with("SC")) return all_scripts;
    bool known = false;
    for (rules::rule const* rule : rules::all_rules()) {
      if (!rules::is_called(*rule, id)) continue;
      if (rules::level_in_force(*rule, made.settings, local.for_run()) != rules::level::off) return true;
      known = true;
    }
    return !known;
  };
  apply_ignores(ignores, facts, made.findings);
  concealer const secrets(made.read, made.settings, what.what.project.environment, found.secret_lines);
  for (finding& f : made.findings) secrets.apply(f);
  for (report_error& error : made.errors) secrets.apply(error);
  made.secret_lines = secrets.lines();
  return made;
}

}  // namespace dockverify::audit

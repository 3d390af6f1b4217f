#include "audit/problem_findings.hpp"

#include <optional>
#include <utility>

#include "rules/problem_rule.hpp"

namespace dockverify::audit {

namespace {

/// "services.web.ports[0] ...": the service that a place belongs to; empty: none.
std::string service_at(compose::load_result const& loaded, source_span const& where) {
  if (!loaded.tree || !where.known()) return {};
  compose::yaml_entry const* services = loaded.tree->find("services");
  if (services == nullptr) return {};
  std::string name;
  int nearest = 0;
  for (compose::yaml_entry const& one : services->value.entries) {
    bool const before = one.where.known() && *one.where.file == *where.file && one.where.line <= where.line;
    if (!before || one.where.line < nearest) continue;
    nearest = one.where.line;
    name = one.key;
  }
  return name;
}

}  // namespace

std::vector<finding> problem_findings(inputs const& read, rules::settings const& settings,
                                      rules::levels const& overrides) {
  std::vector<finding> findings;
  for (compose::load_result const* loaded : read.projects()) {
    bool const judged = loaded->loaded || loaded->partial;
    for (compose::problem const& problem : loaded->problems) {
      rules::rule const* rule = rules::rule_of(problem);
      if (rule == nullptr) continue;
      bool const has_check = rule->check_service != nullptr || rule->check_project != nullptr;
      // A wrong test or a missing source is no case of the rule's own check.
      bool const own = has_check && problem.code != compose::problem_code::health_test &&
                       problem.code != compose::problem_code::file_object_source;
      if (judged && own) continue;
      std::optional<severity> level = rules::severity_of(rules::level_in_force(*rule, settings, overrides));
      if (!level) continue;
      if (problem.error && overrides.count(rule->id) == 0) level = severity::error;
      finding made;
      made.rule = rule->id;
      made.name = rule->name;
      made.level = *level;
      made.where = problem.where;
      made.message = problem.message;
      made.advice = problem.advice;
      made.field = problem.message;
      made.service = service_at(*loaded, problem.where);
      made.aliases.assign(rule->aliases.begin(), rule->aliases.end());
      findings.push_back(std::move(made));
    }
  }
  return findings;
}

std::vector<report_error> problem_errors(inputs const& read) {
  std::vector<report_error> errors;
  for (compose::load_result const* loaded : read.projects()) {
    for (compose::problem const& problem : loaded->problems) {
      bool const told = problem.code == compose::problem_code::variable_required || rules::rule_of(problem) != nullptr;
      if (problem.error && !told) errors.push_back({"config-invalid", problem.message, problem.advice, problem.where});
    }
  }
  return errors;
}

}  // namespace dockverify::audit

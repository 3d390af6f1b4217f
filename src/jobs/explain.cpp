// One rule's page, or the list of all. Needs no project and no engine.
#include "jobs/catalogue.hpp"
#include "jobs/job.hpp"
#include "jobs/rule_pages.hpp"
#include "jobs/session.hpp"

namespace dockverify::jobs {
namespace {

std::vector<rule_description const*> all_descriptions() {
  std::vector<rule_description const*> all;
  for (rule_description const& d : catalogue()) all.push_back(&d);
  return all;
}

report_error unknown_rule(std::string const& name) {
  std::string const near(nearest_rule(name));
  return {"unknown-rule",
          "no such rule: " + name,
          near.empty() ? "dockverify explain lists all rules" : "did you mean " + near + "?",
          {}};
}

std::optional<std::string> answer(explain_options const& asked, report& r) {
  auto const rules = asked.rule.empty() ? all_descriptions() : find_descriptions(asked.rule);
  if (rules.empty()) {
    r.errors.push_back(unknown_rule(asked.rule));
    return std::nullopt;
  }
  if (asked.json) return rules_json(rules);
  return asked.rule.empty() ? rule_list(catalogue()) : rule_pages(rules);
}

}  // namespace

io::awaitable<report> explain(job_context context, std::optional<std::string>& text) {
  report r;
  r.command = "explain";
  text = answer(context.options.explain, r);
  finish(r, context, false);
  co_return r;
}

}  // namespace dockverify::jobs

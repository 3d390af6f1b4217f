#include "jobs/catalogue.hpp"

#include <algorithm>
#include <deque>
#include <string>

#include "compose/problem_log.hpp"
#include "diagnose/diagnose.hpp"
#include "drift/drift.hpp"
#include "mapping/row.hpp"
#include "rules/family.hpp"
#include "rules/rule.hpp"

namespace dockverify::jobs {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view language_of(rules::rule const& rule) {
  if (rule.id.starts_with("DVI")) return {};
  // Rules on images show whichever file their example is.
  bool const compose = rule.id.starts_with("DVC") || rule.bad.find("services:") != std::string_view::npos;
  return compose ? "yaml" : "dockerfile";
}

rule_description described(rules::rule const& rule) {
  rule_description d;
  d.id = rule.id;
  d.name = rule.name;
  d.family = rules::family_of(rule.id);
  d.summary = rule.summary;
  d.why = rule.why;
  d.bad = rule.bad;
  d.good = rule.good;
  d.language = language_of(rule);
  d.dev = rules::severity_of(rule.dev);
  d.prod = rules::severity_of(rule.prod);
  d.aliases.assign(rule.aliases.begin(), rule.aliases.end());
  if (rule.fixes != rules::fixing::none) d.fix = rule.fixes == rules::fixing::safe ? "safe" : "ask";
  return d;
}

rule_description loader_warning() {
  rule_description d;
  d.id = "DVC000";
  d.name = "compose-file";
  d.family = "Compose file";
  d.summary = "The compose file can be loaded, but something in it is obsolete, unknown or without effect.";
  d.why = "docker compose warns of the same.";
  d.dev = d.prod = severity::warning;
  return d;
}

/// "It compares `mem_limit`, `memswap_limit`."
std::string compared_by(std::string_view rule) {
  std::string keys;
  for (mapping::row const& row : mapping::all_rows()) {
    if (row.rule == rule) keys += (keys.empty() ? "`" : ", `") + std::string(row.key) + "`";
  }
  return keys.empty() ? std::string{} : "It compares " + keys + ".";
}

rule_description described(drift::rule const& rule, std::string_view why) {
  rule_description d;
  d.id = rule.id;
  d.name = rule.name;
  d.family = "Running stack";
  d.summary = rule.summary;
  d.why = why;
  d.dev = d.prod = rule.level;
  if (!rule.alias.empty()) d.aliases = {rule.alias};
  return d;
}

rule_description described(diagnose::cause const& cause) {
  rule_description d;
  d.id = cause.rule;
  d.name = cause.name;
  d.family = "Causes of failed starts";
  d.summary = cause.summary;
  d.why = cause.documentation;
  d.dev = d.prod = severity::error;
  return d;
}

}  // namespace

std::vector<rule_description> const& catalogue() {
  static std::deque<std::string> composed;  // that descriptions are views of
  static std::vector<rule_description> const all = [] {
    std::vector<rule_description> made{loader_warning()};
    for (rules::rule const* rule : rules::all_rules()) made.push_back(described(*rule));
    for (drift::rule const& rule : drift::all_rules())
      made.push_back(described(rule, composed.emplace_back(compared_by(rule.id))));
    std::size_t const causes = made.size();
    for (diagnose::cause const& cause : diagnose::all_causes()) made.push_back(described(cause));
    std::sort(made.begin() + static_cast<std::ptrdiff_t>(causes), made.end(),
              [](rule_description const& a, rule_description const& b) { return a.id < b.id; });
    return made;
  }();
  return all;
}

std::vector<rule_description const*> find_descriptions(std::string_view name) {
  std::string wanted = lowered(name);
  // One rule tells all that ShellCheck finds.
  bool const shellcheck =
      wanted.size() > 2 && wanted.starts_with("sc") && wanted.find_first_not_of("0123456789", 2) == std::string::npos;
  if (shellcheck) wanted = "scxxxx";
  auto const matching = [](auto const& matches) {
    std::vector<rule_description const*> found;
    for (rule_description const& d : catalogue()) {
      if (matches(d)) found.push_back(&d);
    }
    return found;
  };
  auto found = matching([&](rule_description const& d) { return lowered(d.id) == wanted; });
  if (found.empty()) found = matching([&](rule_description const& d) { return lowered(d.name) == wanted; });
  if (found.empty())
    found = matching([&](rule_description const& d) {
      return std::any_of(d.aliases.begin(), d.aliases.end(),
                         [&](std::string_view alias) { return rules::is_alias(alias, wanted); });
    });
  return found;
}

std::string_view nearest_rule(std::string_view wrong) {
  std::vector<std::string> words;
  for (rule_description const& d : catalogue()) {
    words.push_back(lowered(d.id));
    words.push_back(lowered(d.name));
  }
  std::string const near = compose::nearest(lowered(wrong), words);
  if (near.empty()) return {};
  for (rule_description const& d : catalogue()) {
    if (lowered(d.id) == near) return d.id;
    if (lowered(d.name) == near) return d.name;
  }
  return {};
}

}  // namespace dockverify::jobs

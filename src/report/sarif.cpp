// SARIF 2.1.0: results with their rules, places, fixes and suppressions, for code scanning services and editors.
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>

#include "report/fixes.hpp"
#include "report/outline.hpp"
#include "report/version.hpp"
#include "report/writers.hpp"

namespace dockverify {
namespace {

using json = nlohmann::ordered_json;

json message(std::string_view text) {
  return json{{"text", text}};
}

std::string_view level_of(severity level) {
  switch (level) {
    case severity::error:
      return "error";
    case severity::warning:
      return "warning";
    case severity::info:
      return "note";
  }
  return "error";
}

/// A path as a URI reference: relative ones stay so, since only who reads the log knows where the sources are.
std::string uri_of(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out = path.starts_with('/') ? "file://" : "";
  for (char const c : path) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    auto const byte = static_cast<unsigned char>(c);
    if (plain)
      out += c;
    else
      out += {'%', digits[byte >> 4U], digits[byte & 0xfU]};
  }
  return out;
}

json artifact(source_span const& where) {
  json out{{"uri", uri_of(plain_path(where))}};
  if (!where.file->starts_with('/')) out["uriBaseId"] = "%SRCROOT%";
  return out;
}

json physical(source_span const& where) {
  json out{{"artifactLocation", artifact(where)}};
  if (where.line <= 0) return out;
  out["region"] = json{{"startLine", where.line}};
  if (where.column > 0) out["region"]["startColumn"] = where.column;
  return out;
}

json location(source_span const& where) {
  return json{{"physicalLocation", physical(where)}};
}

json location_of(report const& r, finding const& f) {
  json out = json::object();
  source_span const where = place_of(r, f);
  if (where.known()) {
    out["physicalLocation"] = physical(where);
    if (!f.excerpt.empty() && where.line > 0)
      out["physicalLocation"]["contextRegion"] = json{{"startLine", where.line}, {"snippet", message(f.excerpt)}};
  }
  if (!f.service.empty())
    out["logicalLocations"] =
        json::array({json{{"name", f.service}, {"fullyQualifiedName", "services." + f.service}, {"kind", "service"}}});
  return out;
}

json fix_of(finding const& f, std::vector<placed_edit> const& edits) {
  std::map<std::string_view, json> files;
  for (placed_edit const& placed : edits) {
    text_edit const& edit = *placed.edit;
    auto [at, added] = files.try_emplace(edit.file, json::object());
    if (added) {
      source_span const file{std::make_shared<std::string const>(edit.file), 0, 0};
      at->second = json{{"artifactLocation", artifact(file)}, {"replacements", json::array()}};
    }
    json replacement{{"deletedRegion",
                      {{"startLine", placed.line},
                       {"startColumn", placed.column},
                       {"endLine", placed.end_line},
                       {"endColumn", placed.end_column}}}};
    if (!edit.text.empty()) replacement["insertedContent"] = message(edit.text);
    at->second["replacements"].push_back(std::move(replacement));
  }
  json out{{"description", message(f.advice.empty() ? f.message : f.advice)}, {"artifactChanges", json::array()}};
  for (auto& [name, change] : files) out["artifactChanges"].push_back(std::move(change));
  return out;
}

json suppression_of(suppression const& s) {
  json out{{"kind", s.source == "inline" ? "inSource" : "external"}, {"status", "accepted"}};
  if (!s.reason.empty()) out["justification"] = s.reason;
  if (s.where.known()) out["location"] = location(s.where);
  return out;
}

void put(json& to, char const* key, std::string_view value) {
  if (!value.empty()) to[key] = value;
}

json properties_of(finding const& f) {
  json out{{"kind", to_string(f.kind)}};
  put(out, "service", f.service);
  put(out, "container", f.container);
  if (f.expected) out["expected"] = *f.expected;
  if (f.actual) out["actual"] = *f.actual;
  if (f.how) out["class"] = to_string(*f.how);
  put(out, "field", f.field);
  put(out, "causedBy", f.caused_by);
  for (evidence const& e : f.evidences) out["evidence"].push_back(json{{"source", e.source}, {"text", e.text}});
  put(out, "advice", f.advice);
  put(out, "fix", f.fix);
  if (!f.aliases.empty()) out["aliases"] = f.aliases;
  return out;
}

std::string message_of(finding const& f) {
  return f.advice.empty() ? headline(f) : headline(f) + "\n" + f.advice;
}

/// A code block that the example can not end.
std::string fenced(std::string_view text, std::string_view language) {
  std::string out = "```" + std::string(language) + "\n" + std::string(text);
  if (!out.ends_with('\n')) out += '\n';
  return out + "```\n";
}

json descriptor(rule_description const& d) {
  json out{{"id", d.id}, {"name", d.name}, {"shortDescription", message(d.summary)}};
  out["fullDescription"] = message(d.why.empty() ? d.summary : d.why);
  std::string text(d.why.empty() ? d.summary : d.why);
  std::string markdown = text + "\n";
  if (!d.bad.empty()) {
    text += "\n\nBad:\n" + std::string(d.bad);
    markdown += "\nBad:\n\n" + fenced(d.bad, d.language);
  }
  if (!d.good.empty()) {
    text += "\nGood:\n" + std::string(d.good);
    markdown += "\nGood:\n\n" + fenced(d.good, d.language);
  }
  out["help"] = json{{"text", text}, {"markdown", markdown}};
  out["defaultConfiguration"] =
      json{{"enabled", d.dev.has_value()}, {"level", level_of(d.dev.value_or(severity::info))}};
  json properties = json::object();
  if (!d.family.empty()) properties["tags"] = json::array({d.family});
  if (!d.aliases.empty()) properties["aliases"] = d.aliases;
  if (!properties.empty()) out["properties"] = std::move(properties);
  return out;
}

/// The catalogue, with what findings name beyond it.
class rule_index {
 public:
  explicit rule_index(report const& r) {
    for (rule_description const& d : r.rules) {
      if (index_.try_emplace(std::string(d.id), rules_.size()).second) rules_.push_back(descriptor(d));
    }
    for (finding const& f : r.findings) {
      if (!index_.try_emplace(f.rule, rules_.size()).second) continue;
      json made{{"id", f.rule}};
      put(made, "name", f.name);
      rules_.push_back(std::move(made));
    }
  }
  [[nodiscard]] std::size_t of(std::string const& rule) const { return index_.find(rule)->second; }
  [[nodiscard]] json const& rules() const noexcept { return rules_; }

 private:
  json rules_ = json::array();
  std::map<std::string, std::size_t> index_;
};

/// Where the failure began that this finding only follows.
json cause_of(report const& r, finding const& f) {
  json out = json::array();
  if (f.caused_by.empty() || f.caused_by == f.service) return out;
  for (finding const& root : r.findings) {
    if (root.service != f.caused_by || root.kind != f.kind || !root.where.known()) continue;
    json place = location(root.where);
    place["message"] = message(headline(root));
    out.push_back(std::move(place));
    break;
  }
  return out;
}

json notification(report_error const& e) {
  json out{{"descriptor", {{"id", e.code}}},
           {"level", "error"},
           {"message", message(e.advice.empty() ? e.message : e.message + "\n" + e.advice)}};
  if (e.where.known()) out["locations"] = json::array({location(e.where)});
  return out;
}

json invocation(report const& r) {
  bool const worked = r.outcome == outcome::ok || r.outcome == outcome::findings || r.outcome == outcome::failed;
  json out{{"executionSuccessful", worked}, {"exitCode", static_cast<int>(r.status)}};
  out["exitCodeDescription"] = to_string(r.outcome);
  for (report_error const& e : r.errors) out["toolExecutionNotifications"].push_back(notification(e));
  return out;
}

void write_sarif(report const& r, writer_options const&, std::ostream& out) {
  rule_index const rules(r);
  fix_places const places(r);
  auto const prints = distinct_fingerprints(r);
  json results = json::array();
  for (std::size_t i = 0; i < r.findings.size(); ++i) {
    finding const& f = r.findings[i];
    json result{{"ruleId", f.rule}, {"ruleIndex", rules.of(f.rule)}, {"level", level_of(f.level)}};
    result["message"] = message(message_of(f));
    json place = location_of(r, f);
    if (!place.empty()) result["locations"] = json::array({std::move(place)});
    json cause = cause_of(r, f);
    if (!cause.empty()) result["relatedLocations"] = std::move(cause);
    result["partialFingerprints"] = json{{"dockverify/v1", prints[i]}};
    auto const edits = places.of(f);
    if (!edits.empty()) result["fixes"] = json::array({fix_of(f, edits)});
    // Either every result says whether it is suppressed or none does.
    result["suppressions"] = json::array();
    if (f.ignored) result["suppressions"].push_back(suppression_of(*f.ignored));
    result["properties"] = properties_of(f);
    results.push_back(std::move(result));
  }
  json run = json::object();
  run["tool"]["driver"] = json{{"name", "dockverify"}, {"semanticVersion", tool_version()}, {"rules", rules.rules()}};
  run["invocations"] = json::array({invocation(r)});
  run["automationDetails"] = json{{"id", "dockverify/" + r.command + "/"}};
  run["originalUriBaseIds"]["%SRCROOT%"]["description"] = message("the directory that dockverify ran in");
  run["columnKind"] = "unicodeCodePoints";
  run["results"] = std::move(results);
  json log = json::object();
  log["$schema"] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  log["version"] = "2.1.0";
  log["runs"] = json::array({std::move(run)});
  out << log.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

}  // namespace

report_writer const sarif_writer{"sarif", "SARIF 2.1.0, for code scanning and editors", &write_sarif};

}  // namespace dockverify

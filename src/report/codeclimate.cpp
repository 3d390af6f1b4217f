// Code Climate's issues as one JSON array: GitLab's code quality report. What is ignored has no place in it.
#include <nlohmann/json.hpp>
#include <ostream>

#include "report/outline.hpp"
#include "report/writers.hpp"

namespace dockverify {
namespace {

using json = nlohmann::ordered_json;

std::string_view severity_of(severity level) {
  switch (level) {
    case severity::error:
      return "critical";
    case severity::warning:
      return "major";
    case severity::info:
      return "info";
  }
  return "critical";
}

json issue(std::string const& check, std::string const& description, std::string const& body, std::string_view level,
           std::string const& print, source_span const& where) {
  json out = json::object();
  out["type"] = "issue";
  out["check_name"] = check;
  out["description"] = description;
  if (!body.empty()) out["content"] = json{{"body", body}};
  out["categories"] = json::array({"Bug Risk"});
  out["severity"] = level;
  out["fingerprint"] = print;
  int const line = std::max(where.line, 1);
  out["location"] =
      json{{"path", where.known() ? plain_path(where) : "."}, {"lines", {{"begin", line}, {"end", line}}}};
  return out;
}

void write_codeclimate(report const& r, writer_options const&, std::ostream& out) {
  json issues = json::array();
  std::size_t number = 0;
  for (report_error const& e : r.errors) {
    source_span where = e.where;
    if (!where.known()) where = place_of(r, {});
    issues.push_back(issue(e.code, e.message, e.advice, "blocker", e.code + "-" + std::to_string(++number), where));
  }
  auto const prints = distinct_fingerprints(r);
  for (std::size_t i = 0; i < r.findings.size(); ++i) {
    finding const& f = r.findings[i];
    if (f.ignored) continue;
    issues.push_back(
        issue(f.rule + " " + f.name, headline(f), f.advice, severity_of(f.level), prints[i], place_of(r, f)));
  }
  out << issues.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

}  // namespace

report_writer const codeclimate_writer{"codeclimate", "Code Climate issues, one JSON array", &write_codeclimate};
report_writer const gitlab_writer{"gitlab", "the same as codeclimate: GitLab's code quality report",
                                  &write_codeclimate};

}  // namespace dockverify

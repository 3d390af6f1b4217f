// SARIF: what its schema and code scanning services demand, and every part of a finding at its place.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "report/version.hpp"
#include "report/writers.hpp"
#include "rich_report.hpp"

namespace dockverify {
namespace {

using nlohmann::json;

json written(report const& r) {
  std::ostringstream out;
  sarif_writer.write(r, {}, out);
  return json::parse(out.str());
}

json const& run_of(json const& log) {
  return log.at("runs").at(0);
}

void expect_place(json const& physical) {
  EXPECT_FALSE(physical.at("artifactLocation").at("uri").get<std::string>().empty());
  if (!physical.contains("region")) return;
  EXPECT_GE(physical.at("region").at("startLine"), 1);
  if (physical.at("region").contains("startColumn")) EXPECT_GE(physical.at("region").at("startColumn"), 1);
}

/// The rules of the schema, and of the specification's text, that a writer can break.
void expect_valid(json const& log) {
  EXPECT_EQ(log.at("version"), "2.1.0");
  EXPECT_TRUE(log.at("$schema").is_string());
  json const& run = run_of(log);
  json const& driver = run.at("tool").at("driver");
  EXPECT_EQ(driver.at("name"), "dockverify");
  EXPECT_EQ(driver.at("semanticVersion"), tool_version());
  std::set<std::string> ids;
  for (json const& rule : driver.at("rules")) {
    EXPECT_TRUE(ids.insert(rule.at("id")).second) << rule;
    if (!rule.contains("defaultConfiguration")) continue;
    EXPECT_TRUE(rule.at("shortDescription").at("text").is_string());
    EXPECT_TRUE(rule.at("help").at("text").is_string());
  }
  std::set<json> prints;
  for (json const& result : run.at("results")) {
    std::size_t const index = result.at("ruleIndex");
    EXPECT_EQ(driver.at("rules").at(index).at("id"), result.at("ruleId"));
    EXPECT_TRUE((std::set<std::string>{"error", "warning", "note"}).contains(result.at("level")));
    EXPECT_FALSE(result.at("message").at("text").get<std::string>().empty());
    ASSERT_EQ(result.at("locations").size(), 1U);
    expect_place(result.at("locations").at(0).at("physicalLocation"));
    EXPECT_TRUE(prints.insert(result.at("partialFingerprints")).second) << result;
    for (json const& one : result.at("suppressions")) {
      EXPECT_TRUE((std::set<std::string>{"inSource", "external"}).contains(one.at("kind")));
    }
    if (!result.contains("fixes")) continue;
    for (json const& change : result.at("fixes").at(0).at("artifactChanges")) {
      EXPECT_TRUE(change.contains("artifactLocation"));
      EXPECT_FALSE(change.at("replacements").empty());
      for (json const& one : change.at("replacements")) EXPECT_GE(one.at("deletedRegion").at("startLine"), 1);
    }
  }
  EXPECT_TRUE(run.at("invocations").at(0).at("executionSuccessful").is_boolean());
}

TEST(sarif_writer, is_valid_for_every_kind_of_report) {
  report failed = testing::rich_report();
  conclude(failed, fail_on::error, true);
  for (report const& r : {testing::audit_report(), failed, testing::healthy_report(), testing::hostile_report()})
    expect_valid(written(r));
}

TEST(sarif_writer, has_the_catalogue_and_what_it_lacks) {
  json const rules = run_of(written(testing::audit_report())).at("tool").at("driver").at("rules");
  ASSERT_GE(rules.size(), 3U);
  EXPECT_EQ(rules.at(0), json::parse(R"({
    "id": "DVC020", "name": "privileged",
    "shortDescription": {"text": "A service runs with `privileged: true`."},
    "fullDescription": {"text": "Whoever gets into it has the host."},
    "help": {
      "text": "Whoever gets into it has the host.\n\nBad:\nservices:\n  app:\n    privileged: true\n\nGood:\nservices:\n  app:\n    cap_add: [NET_ADMIN]\n",
      "markdown": "Whoever gets into it has the host.\n\nBad:\n\n```yaml\nservices:\n  app:\n    privileged: true\n```\n\nGood:\n\n```yaml\nservices:\n  app:\n    cap_add: [NET_ADMIN]\n```\n"
    },
    "defaultConfiguration": {"enabled": true, "level": "error"},
    "properties": {"tags": ["Compose services"], "aliases": ["CIS 5.5", "CL-0002"]}
  })"));
  EXPECT_EQ(rules.at(1).at("defaultConfiguration"), json::parse(R"({"enabled": false, "level": "note"})"));
  EXPECT_EQ(rules.at(2), json::parse(R"({"id": "DVT009", "name": "tags-disagree"})"));
}

json const& result_of(json const& log, std::string const& rule) {
  for (json const& result : run_of(log).at("results")) {
    if (result.at("ruleId") == rule) return result;
  }
  throw std::runtime_error(rule);
}

TEST(sarif_writer, puts_a_finding_at_its_line_with_its_service) {
  EXPECT_EQ(result_of(written(testing::audit_report()), "DVC020").at("locations").at(0), json::parse(R"({
    "physicalLocation": {
      "artifactLocation": {"uri": "compose.yaml", "uriBaseId": "%SRCROOT%"},
      "region": {"startLine": 3, "startColumn": 5},
      "contextRegion": {"startLine": 3, "snippet": {"text": "    privileged: true"}}
    },
    "logicalLocations": [{"name": "api", "fullyQualifiedName": "services.api", "kind": "service"}]
  })"));
}

TEST(sarif_writer, gives_what_has_no_file_the_main_one_and_tells_what_was_ignored) {
  json const log = written(testing::audit_report());
  json const& nowhere = result_of(log, "DVT009");
  EXPECT_EQ(nowhere.at("locations"), json::parse(R"([{"physicalLocation": {
    "artifactLocation": {"uri": "compose.yaml", "uriBaseId": "%SRCROOT%"}}}])"));
  EXPECT_EQ(nowhere.at("suppressions"), json::parse(R"([{"kind": "external", "status": "accepted",
    "location": {"physicalLocation": {"artifactLocation": {"uri": ".dockverify.yaml", "uriBaseId": "%SRCROOT%"},
                                      "region": {"startLine": 2, "startColumn": 3}}}}])"));
  json const& port = result_of(log, "DVC108").at("suppressions").at(0);
  EXPECT_EQ(port.at("kind"), "inSource");
  EXPECT_EQ(port.at("justification"), "read by nobody else, see #12");
  EXPECT_TRUE(result_of(log, "DVC020").at("suppressions").empty());
}

TEST(sarif_writer, makes_regions_of_edits_but_none_near_a_secret) {
  json const log = written(testing::audit_report());
  EXPECT_EQ(result_of(log, "DVD103").at("fixes"), json::parse(R"([{
    "description": {"text": "write `pip install --no-cache-dir`"},
    "artifactChanges": [{
      "artifactLocation": {"uri": "api/Dockerfile", "uriBaseId": "%SRCROOT%"},
      "replacements": [
        {"deletedRegion": {"startLine": 3, "startColumn": 16, "endLine": 3, "endColumn": 16},
         "insertedContent": {"text": " --no-cache-dir"}},
        {"deletedRegion": {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 7},
         "insertedContent": {"text": "ue"}}]}]}])"));
  EXPECT_FALSE(result_of(log, "DVD003").contains("fixes"));
  EXPECT_EQ(log.dump().find("hunter2"), std::string::npos);
}

TEST(sarif_writer, leads_from_a_blocked_service_to_the_cause) {
  json const related = result_of(written(testing::rich_report()), "DVS056").at("relatedLocations");
  ASSERT_EQ(related.size(), 1U);
  EXPECT_EQ(related.at(0).at("physicalLocation").at("region").at("startLine"), 3);
  EXPECT_NE(related.at(0).at("message").at("text").get<std::string>().find("postgres: it was killed"),
            std::string::npos);
}

TEST(sarif_writer, names_files_as_uris) {
  report r = testing::audit_report();
  r.findings.resize(1);
  auto const uri = [&](char const* file) {
    r.findings[0].where.file = std::make_shared<std::string const>(file);
    return run_of(written(r)).at("results").at(0).at("locations").at(0).at("physicalLocation").at("artifactLocation");
  };
  EXPECT_EQ(uri("./a b#%/\xc3\xbc.yaml"),
            json::parse(R"({"uri": "a%20b%23%25/%C3%BC.yaml", "uriBaseId": "%SRCROOT%"})"));
  EXPECT_EQ(uri("/srv/c:d.yaml"), json::parse(R"({"uri": "file:///srv/c%3Ad.yaml"})"));
}

TEST(sarif_writer, tells_errors_as_notifications) {
  report r;
  r.command = "audit";
  r.errors = {{"config-invalid", "unknown key", "remove it", {std::make_shared<std::string const>("c.yaml"), 3, 5}}};
  conclude(r, fail_on::error, true);
  json const invocation = run_of(written(r)).at("invocations").at(0);
  EXPECT_EQ(invocation.at("executionSuccessful"), false);
  EXPECT_EQ(invocation.at("exitCode"), 2);
  json const& told = invocation.at("toolExecutionNotifications").at(0);
  EXPECT_EQ(told.at("message").at("text"), "unknown key\nremove it");
  EXPECT_EQ(told.at("locations").at(0).at("physicalLocation").at("region").at("startLine"), 3);
}

}  // namespace
}  // namespace dockverify

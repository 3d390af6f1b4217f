// JUnit and TAP: the same results in two formats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "report/test_points.hpp"
#include "report/writers.hpp"
#include "rich_report.hpp"
#include "xml_check.hpp"

namespace dockverify {
namespace {

using ::testing::HasSubstr;

std::string written(report_writer const& writer, report const& r) {
  std::ostringstream out;
  writer.write(r, {}, out);
  return out.str();
}

std::vector<std::string> results(report const& r) {
  std::vector<std::string> out;
  for (test_point const& p : test_points(r)) {
    constexpr std::array words{"passed", "failed", "broken", "skipped"};
    out.push_back(std::string(words.at(static_cast<std::size_t>(p.result))) + " " + p.group + ": " + p.name);
  }
  return out;
}

TEST(test_points, fail_for_what_fails_the_run) {
  report r = testing::audit_report();
  EXPECT_THAT(results(r), ::testing::ElementsAre("skipped shop: DVT009 tags-disagree",
                                                 "skipped ./compose.yaml: DVC108 quoted-ports db (./compose.yaml:5:13)",
                                                 "passed api/Dockerfile: DVD103 pip-cache (api/Dockerfile:3:5)",
                                                 "passed api/Dockerfile: DVD103 pip-cache (api/Dockerfile:3:9)",
                                                 "passed api/Dockerfile: DVD405 quote-env (api/Dockerfile:3:1)",
                                                 "failed api/Dockerfile: DVD003 secret-in-env (api/Dockerfile:4:1)",
                                                 "failed compose.yaml: DVC020 privileged api (compose.yaml:3:5)",
                                                 "passed dockverify audit: 34 checks passed"));
  conclude(r, fail_on::warning, true);
  EXPECT_THAT(results(r), ::testing::Contains("failed api/Dockerfile: DVD103 pip-cache (api/Dockerfile:3:5)"));
}

TEST(test_points, tell_services_errors_and_what_is_unknown) {
  report r = testing::rich_report();
  r.errors = {{"deadline", "the deadline passed", "", {}}};
  conclude(r, fail_on::never, true);
  auto const told = results(r);
  for (char const* expected :
       {"failed postgres: postgres is ready",
        "failed postgres: DVS043 out-of-memory shop-postgres-1 (compose.yaml:3:3)", "failed api: api is ready",
        "passed cache: cache is ready", "passed cache: DVR011 memory shop-cache-1 (compose.yaml:24:5)",
        "broken shop: deadline", "passed dockverify up: 117 checks passed",
        "skipped dockverify up: 1 check undetermined"})
    EXPECT_THAT(told, ::testing::Contains(expected));
}

TEST(test_points, are_never_none) {
  report r;
  r.command = "plan";
  EXPECT_THAT(results(r), ::testing::ElementsAre("passed dockverify plan: ok"));
}

TEST(junit_writer, counts_what_it_writes) {
  auto const root = testing::read_xml(written(junit_writer, testing::audit_report()));
  ASSERT_TRUE(root);
  EXPECT_EQ(root->name, "testsuites");
  EXPECT_EQ(root->attributes.at("tests"), "8");
  EXPECT_EQ(root->attributes.at("failures"), "2");
  EXPECT_EQ(root->attributes.at("skipped"), "2");
  EXPECT_EQ(root->attributes.at("errors"), "0");
  EXPECT_EQ(root->attributes.at("time"), "0.012");
  for (testing::xml_element const& suite : root->children) {
    EXPECT_EQ(suite.name, "testsuite");
    EXPECT_EQ(suite.attributes.at("tests"), std::to_string(suite.all("testcase").size()));
    EXPECT_EQ(suite.attributes.at("failures"), std::to_string(suite.all("failure").size()));
    EXPECT_EQ(suite.attributes.at("skipped"), std::to_string(suite.all("skipped").size()));
  }
  auto const skipped = root->all("skipped");
  ASSERT_EQ(skipped.size(), 2U);
  EXPECT_EQ(skipped[1]->attributes.at("message"), "ignored, inline: read by nobody else, see #12");
  auto const failures = root->all("failure");
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[1]->attributes.at("type"), "error");
  EXPECT_EQ(failures[1]->text,
            "api: the container is privileged: root in it is root on the host\nat: compose.yaml:3:5\n"
            "advice: remove `privileged`");
  auto const cases = root->all("testcase");
  EXPECT_EQ(cases[6]->attributes.at("classname"), "compose.yaml");
  EXPECT_EQ(cases[6]->attributes.at("line"), "3");
}

TEST(junit_writer, is_well_formed_whatever_a_text_says) {
  auto const root = testing::read_xml(written(junit_writer, testing::hostile_report()));
  ASSERT_TRUE(root);
  EXPECT_EQ(root->all("testcase").size(), 4U);
  EXPECT_TRUE(testing::read_xml(written(junit_writer, report{})));
}

TEST(tap_writer, writes_version_14) {
  report r = testing::audit_report();
  std::erase_if(r.findings, [](finding const& f) { return f.kind != finding_kind::audit || f.rule[2] != 'C'; });
  EXPECT_EQ(written(tap_writer, r), R"(TAP version 14
1..3
ok 1 - ./compose.yaml: DVC108 quoted-ports db (./compose.yaml:5:13) # SKIP ignored, inline: read by nobody else, see \#12
  ---
  message: "ignored, inline: read by nobody else, see #12"
  severity: "info"
  at: "./compose.yaml:5:13"
  details: "db: the port is a number\nat: ./compose.yaml:5:13\n"
  ...
not ok 2 - compose.yaml: DVC020 privileged api (compose.yaml:3:5)
  ---
  message: "api: the container is privileged: root in it is root on the host"
  severity: "error"
  at: "compose.yaml:3:5"
  details: "api: the container is privileged: root in it is root on the host\nat: compose.yaml:3:5\nadvice: remove `privileged`\n"
  ...
ok 3 - dockverify audit: 34 checks passed
)");
}

TEST(tap_writer, keeps_each_point_on_its_line_whatever_a_text_says) {
  std::istringstream lines(written(tap_writer, testing::hostile_report()));
  std::size_t points = 0, ends = 0;
  bool in_block = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("ok ") || line.starts_with("not ok ")) {
      ++points;
      EXPECT_FALSE(in_block);
      std::size_t const hash = line.find(" # ");
      EXPECT_EQ(hash != std::string::npos, line.starts_with("ok ")) << line;
    } else if (line == "  ---") {
      in_block = true;
    } else if (line == "  ...") {
      in_block = false;
      ++ends;
    } else if (line != "TAP version 14" && line != "1..4") {
      EXPECT_TRUE(in_block) << line;
      EXPECT_TRUE(line.starts_with("  ")) << line;
    }
  }
  EXPECT_EQ(points, 4U);
  EXPECT_EQ(ends, 4U);
}

}  // namespace
}  // namespace dockverify

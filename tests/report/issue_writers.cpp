// GitHub's workflow commands, Code Climate's issues and Checkstyle's XML.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "report/writers.hpp"
#include "rich_report.hpp"
#include "xml_check.hpp"

namespace dockverify {
namespace {

using nlohmann::json;

std::string written(report_writer const& writer, report const& r) {
  std::ostringstream out;
  writer.write(r, {}, out);
  return out.str();
}

TEST(github_writer, writes_an_annotation_for_each_finding) {
  EXPECT_EQ(written(github_writer, testing::audit_report()),
            R"(::debug::DVT009 tags-disagree is ignored (configuration): postgres has the tags 15 and 16
::debug::./compose.yaml:5:13: DVC108 quoted-ports is ignored (inline: read by nobody else, see #12): db: the port is a number
::warning file=api/Dockerfile,line=3,col=5,title=DVD103 pip-cache::pip keeps what it has downloaded in the image's layer%0Aadvice: write `pip install --no-cache-dir`
::warning file=api/Dockerfile,line=3,col=9,title=DVD103 pip-cache::pip keeps what it has downloaded in the image's layer%0Aadvice: write `pip install --no-cache-dir`
::notice file=api/Dockerfile,line=3,col=1,title=DVD405 quote-env::quote it
::error file=api/Dockerfile,line=4,col=1,title=DVD003 secret-in-env::TOKEN looks like a secret
::error file=compose.yaml,line=3,col=5,title=DVC020 privileged::api: the container is privileged: root in it is root on the host%0Aadvice: remove `privileged`
dockverify: 2 errors, 2 warnings, 1 info, 2 ignored; 40 checks: 34 passed, 6 failed
)");
}

TEST(github_writer, lets_no_text_become_a_command_or_a_property) {
  std::istringstream lines(written(github_writer, testing::hostile_report()));
  std::size_t commands = 0;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(line.find('\r'), std::string::npos);
    if (line.starts_with("dockverify: ")) continue;
    ++commands;
    EXPECT_TRUE(line.starts_with("::error ") || line.starts_with("::debug::")) << line;
    EXPECT_FALSE(line.starts_with("::error::x")) << line;
  }
  EXPECT_EQ(commands, 3U);
  EXPECT_THAT(written(github_writer, testing::hostile_report()),
              ::testing::HasSubstr("file=a%2Cb%3Ac%25%0A d.yaml,line=1,col=1,title="));
}

TEST(codeclimate_writer, writes_issues_with_different_fingerprints) {
  json const issues = json::parse(written(codeclimate_writer, testing::audit_report()));
  ASSERT_EQ(issues.size(), 5U) << "what is ignored has no place";
  std::set<std::string> prints;
  for (json const& issue : issues) {
    EXPECT_EQ(issue.at("type"), "issue");
    EXPECT_TRUE(prints.insert(issue.at("fingerprint")).second) << issue;
    EXPECT_GE(issue.at("location").at("lines").at("begin"), 1);
  }
  json expected = json::parse(R"({
    "type": "issue", "check_name": "DVC020 privileged",
    "description": "api: the container is privileged: root in it is root on the host",
    "content": {"body": "remove `privileged`"}, "categories": ["Bug Risk"], "severity": "critical",
    "location": {"path": "compose.yaml", "lines": {"begin": 3, "end": 3}}})");
  expected["fingerprint"] = fingerprint(testing::audit_report().findings.back());
  EXPECT_EQ(issues.at(4), expected);
  EXPECT_EQ(issues.at(0).at("severity"), "major");
  EXPECT_EQ(issues.at(2).at("severity"), "info");
}

TEST(codeclimate_writer, is_what_gitlab_reads_too) {
  EXPECT_EQ(written(gitlab_writer, testing::audit_report()), written(codeclimate_writer, testing::audit_report()));
  EXPECT_EQ(written(gitlab_writer, report{}), "[]\n");
  EXPECT_EQ(json::parse(written(gitlab_writer, testing::hostile_report())).size(), 2U);
}

TEST(checkstyle_writer, groups_by_file) {
  auto const root = testing::read_xml(written(checkstyle_writer, testing::audit_report()));
  ASSERT_TRUE(root);
  EXPECT_EQ(root->name, "checkstyle");
  ASSERT_EQ(root->children.size(), 2U);
  EXPECT_EQ(root->children[0].attributes.at("name"), "api/Dockerfile");
  EXPECT_EQ(root->children[0].children.size(), 4U);
  EXPECT_EQ(root->children[1].attributes.at("name"), "compose.yaml");
  ASSERT_EQ(root->children[1].children.size(), 1U);
  EXPECT_EQ(root->children[1].children[0].attributes,
            (std::map<std::string, std::string>{
                {"line", "3"},
                {"column", "5"},
                {"severity", "error"},
                {"message", "api: the container is privileged: root in it is root on the host; remove `privileged`"},
                {"source", "DVC020"}}));
}

TEST(checkstyle_writer, is_well_formed_whatever_a_text_says) {
  auto const root = testing::read_xml(written(checkstyle_writer, testing::hostile_report()));
  ASSERT_TRUE(root);
  EXPECT_EQ(root->all("error").size(), 2U);
  EXPECT_TRUE(testing::read_xml(written(checkstyle_writer, report{})));
}

}  // namespace
}  // namespace dockverify

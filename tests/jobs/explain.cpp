// What `explain` finds and prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "jobs/catalogue.hpp"
#include "jobs/rule_pages.hpp"

namespace dockverify::jobs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> ids(std::string_view name) {
  std::vector<std::string> out;
  for (rule_description const* d : find_descriptions(name)) out.emplace_back(d->id);
  return out;
}

TEST(catalogue, tells_everything_once_and_whole) {
  std::set<std::string_view> seen, families;
  std::string_view family;
  for (rule_description const& d : catalogue()) {
    EXPECT_TRUE(seen.insert(d.id).second) << d.id;
    EXPECT_FALSE(d.name.empty() || d.summary.empty() || d.family.empty()) << d.id;
    if (d.family != family) EXPECT_TRUE(families.insert(d.family).second) << d.family << " stands twice";
    family = d.family;
  }
  for (char const* id : {"DVC000", "DVD103", "DVC020", "DVA001", "DVR011", "DVS000", "DVS043"})
    EXPECT_TRUE(seen.contains(id)) << id;
}

TEST(find_descriptions, takes_ids_names_and_peers_ids_in_any_case) {
  EXPECT_THAT(ids("DVD103"), ElementsAre("DVD103"));
  EXPECT_THAT(ids("dvd103"), ElementsAre("DVD103"));
  EXPECT_THAT(ids("Pip-Cache"), ElementsAre("DVD103"));
  EXPECT_THAT(ids("dl3042"), ElementsAre("DVD103"));
  EXPECT_THAT(ids("SC2086"), ElementsAre("DVD352"));
  EXPECT_THAT(ids("out-of-memory"), ElementsAre("DVS043"));
  EXPECT_THAT(ids("privileged"), ElementsAre("DVC020", "DVR005"));
  EXPECT_THAT(ids("cis 5.5"), ElementsAre("DVC020", "DVR005"));
  EXPECT_THAT(ids("nonsense"), IsEmpty());
  EXPECT_THAT(ids(""), IsEmpty());
}

TEST(nearest_rule, guesses_what_was_meant) {
  EXPECT_EQ(nearest_rule("pip-cahce"), "pip-cache");
  EXPECT_EQ(nearest_rule("Privilegd"), "privileged");
  EXPECT_EQ(nearest_rule("quite something else"), "");
}

rule_description made_up() {
  rule_description d;
  d.id = "DVC900";
  d.name = "made-up";
  d.family = "Compose services";
  d.summary = "Something is made up.";
  d.why = "Nobody knows why.";
  d.bad = "services:\n\n  a: {}\n";
  d.good = "services: {}\n";
  d.prod = severity::error;
  d.aliases = {"XX1", "YY 2"};
  d.fix = "ask";
  return d;
}

TEST(rule_pages, has_levels_examples_and_how_to_ignore) {
  rule_description const d = made_up();
  EXPECT_EQ(rule_pages({&d}), R"(DVC900 made-up
Compose services; off in development, error in production

Something is made up.

Nobody knows why.

Bad:
    services:

      a: {}

Good:
    services: {}

`dockverify audit --fix --unsafe` mends it; that can change what runs.

The same check elsewhere: XX1, YY 2.

To ignore it once, write above the line that it is about:
    # dockverify ignore=DVC900 the reason
To ignore it in a project, write into .dockverify.yaml:
    ignore:
      - {rule: DVC900, path: "services/*", reason: "..."}
To change its level there:
    rules: {DVC900: off}
)");
}

TEST(rule_pages, tell_how_to_ignore_only_what_can_be) {
  for (char const* id : {"DVR011", "DVS043", "DVC000"}) {
    auto const found = find_descriptions(id);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(rule_pages(found), Not(HasSubstr("To ignore"))) << id;
  }
  EXPECT_THAT(rule_pages(find_descriptions("DVR011")), HasSubstr("It compares `mem_limit`"));
  EXPECT_THAT(rule_pages(find_descriptions("DVR011")), HasSubstr("error at most"));
  EXPECT_THAT(rule_pages(find_descriptions("DVD103")), HasSubstr("# dockverify ignore=DVD103 the reason"));
}

TEST(rule_list, has_one_line_for_each_rule) {
  rule_description first = made_up();
  rule_description second = made_up();
  second.id = "DVC901";
  second.name = "other";
  second.dev = severity::error;
  rule_description third = second;
  third.id = "DVD900";
  third.family = "Dockerfile size";
  EXPECT_EQ(rule_list({first, second, third}), R"(Levels: one for both, or development/production.

Compose services
  DVC900  made-up  off/error  Something is made up.
  DVC901  other    error      Something is made up.

Dockerfile size
  DVD900  other    error      Something is made up.
)");
}

TEST(rules_json, has_every_part) {
  rule_description const d = made_up();
  EXPECT_EQ(nlohmann::json::parse(rules_json({&d})), nlohmann::json::parse(R"({
    "schema": "dockverify/rules/v1",
    "rules": [{
      "id": "DVC900", "name": "made-up", "family": "Compose services", "levels": {"dev": "off", "prod": "error"},
      "summary": "Something is made up.", "why": "Nobody knows why.", "bad": "services:\n\n  a: {}\n",
      "good": "services: {}\n", "fix": "ask", "aliases": ["XX1", "YY 2"]}]})"));
}

}  // namespace
}  // namespace dockverify::jobs

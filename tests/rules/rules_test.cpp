// What holds for every rule: its metadata is whole, its own bad example is reported and its good one is not.
#include <gtest/gtest.h>

#include <set>

#include "rules/rule.hpp"
#include "support.hpp"

namespace dockverify::rules::test {
namespace {

bool is_one_of(std::string_view id, std::initializer_list<std::string_view> ids) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

files project_of(rule const& r, std::string_view example) {
  if (r.id.starts_with("DVI")) {
    return {{"Dockerfile", "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nUSER app\n"},
            {".dockerignore", std::string(example)}};
  }
  if (r.id == "DVD208") return {{"Dockerfile", std::string(example)}, {".dockerignore", ".git\n"}};
  // Image rules show whichever file their example is.
  bool const compose = r.id.starts_with("DVC") || example.find("services:") != std::string_view::npos;
  return {{compose ? "compose.yaml" : "Dockerfile", std::string(example)}};
}

/// Labels are judged by a schema: here the names that the Open Containers Initiative has given meanings to.
audit_options options_of(rule const& r) {
  audit_options options;
  settings& to = options.rules_settings;
  std::string const prefix = "org.opencontainers.image.";
  bool const any = r.id == "DVD411" || r.id == "DVD413";
  if (any) to.labels[prefix + "version"] = label_type::text;
  if (r.id < "DVD412" || r.id > "DVD419" || any) return options;
  to.labels = {{prefix + "url", label_type::url},        {prefix + "created", label_type::rfc3339},
               {prefix + "licenses", label_type::spdx},  {prefix + "revision", label_type::hash},
               {prefix + "version", label_type::semver}, {prefix + "authors", label_type::email}};
  to.strict_labels = r.id == "DVD412";
  return options;
}

TEST(every_rule, has_a_number_of_its_own_and_a_whole_page) {
  std::set<std::string_view> ids, names;
  for (rule const* r : all_rules()) {
    EXPECT_EQ(r->id.size(), 6U) << r->id;
    EXPECT_TRUE(ids.insert(r->id).second) << r->id;
    EXPECT_TRUE(names.insert(r->name).second) << r->name;
    EXPECT_FALSE(r->summary.empty()) << r->id;
    EXPECT_FALSE(r->why.empty()) << r->id;
  }
}

TEST(every_rule, reports_its_bad_example_and_not_its_good_one) {
  for (rule const* r : all_rules()) {
    // What these say depends on more than one file, on the day, or on another program.
    if (is_one_of(r->id, {"DVA001", "DVA002", "DVC205", "DVD352"}) || r->bad.empty()) continue;
    audit_options const options = options_of(*r);
    EXPECT_NE(found(r->id, project_of(*r, r->bad), options), std::vector<std::string>{}) << r->id << "\n" << r->bad;
    EXPECT_EQ(found(r->id, project_of(*r, r->good), options), std::vector<std::string>{}) << r->id << "\n" << r->good;
  }
}

TEST(pip_cache, knows_the_ways_to_keep_no_cache) {
  EXPECT_EQ(lines("DVD103", "FROM python:3.12\nRUN pip install x\n"), std::vector<int>{2});
  EXPECT_EQ(lines("DVD103", "FROM python:3.12\nENV PIP_NO_CACHE_DIR=1\nRUN pip install x\n"), std::vector<int>{});
  EXPECT_EQ(fixed("DVD103", {{"Dockerfile", "FROM python:3.12\nRUN pip install x\n"}}, "Dockerfile"),
            "FROM python:3.12\nRUN pip install --no-cache-dir x\n");
}

TEST(privileged, is_reported_at_its_key) {
  EXPECT_EQ(compose_lines("DVC020", "services:\n  a:\n    image: x:1\n    privileged: true\n"), std::vector<int>{4});
}

}  // namespace
}  // namespace dockverify::rules::test

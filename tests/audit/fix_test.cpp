#include "audit/fix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

#include "audit/init_ignore.hpp"
#include "rules/rule.hpp"
#include "support.hpp"

namespace dockverify::audit::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

finding mending(std::string const& file, std::vector<text_edit> edits, bool safe = true) {
  finding f;
  f.rule = "DVD999";
  f.where = {std::make_shared<std::string const>(file), 1, 1};
  f.edits = std::move(edits);
  f.edits_are_safe = safe;
  return f;
}

inputs read(project_folder const& folder) {
  return gather(options_for(folder).what);
}

fix_plan plan_of(project_folder const& folder, std::vector<finding> const& findings, bool unsafe = false) {
  return plan_fixes(findings, read(folder), {unsafe, folder.path(), {}});
}

std::vector<std::string> reasons(fix_plan const& plan) {
  std::vector<std::string> texts;
  for (left_finding const& one : plan.left)
    texts.push_back(std::to_string(one.finding) + " " + std::string(to_string(one.why)));
  return texts;
}

TEST(fix, shows_a_minimal_diff_writes_it_and_leaves_nothing_to_find) {
  project_folder const folder({{"Dockerfile",
                                "# the base\nFROM python:3.12-slim\n\nENV A=1\nRUN pip install 'x'   # twice\nCMD "
                                "[\"x\"]\nUSER app\nWORKDIR /app\nLABEL a=b\n"}});
  result found = audit_of(folder);
  std::erase_if(found.findings, [](finding const& f) { return f.rule != "DVD103"; });
  fix_plan plan = plan_fixes(found.findings, found.read, {false, folder.path(), {}});
  EXPECT_EQ(diff_of(plan),
            "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -2,7 +2,7 @@\n FROM python:3.12-slim\n \n ENV A=1\n"
            "-RUN pip install 'x'   # twice\n+RUN pip install --no-cache-dir 'x'   # twice\n CMD [\"x\"]\n USER app\n "
            "WORKDIR /app\n");
  apply(plan);
  EXPECT_THAT(plan.mended, ElementsAre(0));
  EXPECT_THAT(plan.left, IsEmpty());
  EXPECT_THAT(folder.read("Dockerfile"), HasSubstr("pip install --no-cache-dir 'x'   # twice\n"));
  EXPECT_THAT(lines_of(audit_of(folder).findings, "DVD103"), IsEmpty());
}

TEST(fix, mends_the_bad_example_of_every_rule_that_can_be_mended) {
  std::size_t mended = 0;
  for (rules::rule const* rule : rules::all_rules()) {
    if (rule->fixes == rules::fixing::none || rule->bad.empty()) continue;
    bool const compose = rule->id.starts_with("DVC") || rule->bad.find("services:") != std::string_view::npos;
    files project{{compose ? "compose.yaml" : "Dockerfile", std::string(rule->bad)}};
    if (rule->id.starts_with("DVI"))
      project = {{"Dockerfile", "FROM python:3.12-slim\nCOPY . .\n"}, {".dockerignore", std::string(rule->bad)}};
    project_folder const folder(project);
    options what = options_for(folder);
    if (rule->dev == rules::level::off) what.level_overrides.emplace(rule->id, rules::level::info);
    result found = run(what);
    std::erase_if(found.findings, [&](finding const& f) { return f.rule != rule->id; });
    std::size_t const before = found.findings.size();
    fix_plan plan = plan_fixes(found.findings, found.read, {true, folder.path(), {}});
    if (plan.mended.empty()) continue;
    apply(plan);
    EXPECT_THAT(lines_of(run(what).findings, rule->id), testing::SizeIs(before - plan.mended.size()))
        << rule->id << "\n"
        << diff_of(plan);
    ++mended;
  }
  EXPECT_GT(mended, 20U);
}

TEST(fix, mends_everything_of_a_project_in_a_few_runs) {
  project_folder const folder(
      {{"Dockerfile",
        "from python:3.12-slim AS base\nMAINTAINER me\nRUN apt-get update && apt-get install curl\n"
        "RUN pip install x\nFROM base\nCOPY . .\nRUN yum install x\n"},
       {"compose.yaml", "version: '3'\nservices:\n  web:\n    build: .\n    ports:\n      - 80:80\n"}});
  for (int i = 0; i < 5; ++i) {
    result const found = audit_of(folder);
    fix_plan plan = plan_fixes(found.findings, found.read, {false, folder.path(), {}});
    apply(plan);
  }
  result const found = audit_of(folder);
  fix_plan const plan = plan_fixes(found.findings, found.read, {false, folder.path(), {}});
  EXPECT_THAT(plan.mended, IsEmpty()) << diff_of(plan);
  EXPECT_TRUE(found.errors.empty());
  EXPECT_THAT(folder.read("compose.yaml"), testing::Not(HasSubstr("version")));
}

TEST(fix, makes_unsafe_changes_only_when_asked_and_ignored_ones_never) {
  project_folder const folder({{"Dockerfile", "FROM a:1\nUSER app\n"}});
  std::vector<finding> findings{mending("Dockerfile", {{"Dockerfile", 5, 8, "b:2"}}, false),
                                mending("Dockerfile", {{"Dockerfile", 14, 17, "me"}})};
  findings[1].ignored = suppression{"inline", "", {}, ""};
  fix_plan plan = plan_of(folder, findings);
  EXPECT_THAT(plan.mended, IsEmpty());
  EXPECT_THAT(reasons(plan), ElementsAre("0 unsafe"));
  EXPECT_EQ(diff_of(plan), "");
  plan = plan_of(folder, findings, true);
  EXPECT_THAT(plan.mended, ElementsAre(0));
  ASSERT_EQ(plan.files.size(), 1U);
  EXPECT_EQ(plan.files[0].after, "FROM b:2\nUSER app\n");
}

struct fit_case {
  std::vector<std::vector<std::array<std::size_t, 2>>> places;  ///< of each finding's edits; the text is "<number>"
  std::string after;
  std::vector<std::string> left;
};

TEST(fix, chooses_the_first_of_overlapping_edits) {
  std::string const text = "FROM abcdefgh\n";
  std::vector<fit_case> const cases{
      {{{{5, 7}}, {{6, 8}}}, "FROM <0>cdefgh\n", {"1 overlapping"}},
      {{{{6, 8}}, {{5, 7}}}, "FROM <1>cdefgh\n", {"0 overlapping"}},
      {{{{5, 7}}, {{7, 9}}}, "FROM <0><1>efgh\n", {}},
      {{{{5, 9}}, {{6, 7}}}, "FROM <0>efgh\n", {"1 overlapping"}},
      {{{{6, 7}}, {{5, 9}}}, "FROM <1>efgh\n", {"0 overlapping"}},
      {{{{5, 5}}, {{5, 7}}}, "FROM <0><1>cdefgh\n", {}},
      {{{{5, 7}}, {{5, 5}}}, "FROM <1><0>cdefgh\n", {}},
      {{{{7, 7}}, {{5, 7}}}, "FROM <1><0>cdefgh\n", {}},
      {{{{6, 6}}, {{5, 7}}}, "FROM <1>cdefgh\n", {"0 overlapping"}},
      {{{{6, 6}}, {{6, 6}}}, "FROM a<0><1>bcdefgh\n", {}},
      // All edits of a finding or none.
      {{{{5, 6}}, {{5, 6}, {12, 13}}}, "FROM <0>bcdefgh\n", {"1 overlapping"}},
      {{{{5, 7}, {6, 8}}}, text, {"0 overlapping"}},
  };
  for (fit_case const& one : cases) {
    project_folder const folder({{"Dockerfile", text}});
    std::vector<finding> findings;
    for (auto const& places : one.places) {
      std::vector<text_edit> edits;
      for (auto const& [begin, end] : places)
        edits.push_back({"Dockerfile", begin, end, "<" + std::to_string(findings.size()) + ">"});
      findings.push_back(mending("Dockerfile", edits));
    }
    fix_plan const plan = plan_of(folder, findings);
    EXPECT_EQ(plan.files.empty() ? text : plan.files[0].after, one.after);
    EXPECT_EQ(reasons(plan), one.left) << one.after;
    EXPECT_EQ(plan.mended.size() + plan.left.size(), findings.size());
  }
}

TEST(fix, makes_the_same_edit_once) {
  project_folder const folder({{"Dockerfile", "FROM a\n"}});
  fix_plan const plan = plan_of(folder, {mending("Dockerfile", {{"Dockerfile", 6, 6, ":1"}}),
                                         mending("Dockerfile", {{"Dockerfile", 6, 6, ":1"}})});
  EXPECT_EQ(plan.files.at(0).after, "FROM a:1\n");
  EXPECT_THAT(plan.mended, ElementsAre(0, 1));
}

TEST(fix, refuses_what_is_shared_or_comes_from_variables) {
  std::string const yaml =
      "x-base: &base\n  image: web:1.0\nservices:\n  web:\n    <<: *base\n    hostname: \"${NAME:-web}\"\n    "
      "user: plain\n";
  project_folder const folder({{"compose.yaml", yaml}});
  auto const edit = [&](std::string_view what, std::string text) {
    std::size_t const at = yaml.find(what);
    return mending("compose.yaml", {{"compose.yaml", at, at + what.size(), std::move(text)}});
  };
  fix_plan const plan = plan_of(
      folder, {edit("web:1.0", "web:2.0"), edit("*base", "*other"), edit("NAME", "OTHER"), edit(":-web", ""),
               edit("\"${NAME:-web}\"", "web"), edit("\"${NAME:-web}\"", "'${NAME:-web}'"), edit("plain", "me")});
  EXPECT_THAT(reasons(plan), ElementsAre("0 shared", "1 shared", "2 variable", "3 variable", "4 variable"));
  EXPECT_THAT(plan.files.at(0).after, HasSubstr("    hostname: '${NAME:-web}'\n    user: me\n"));
}

TEST(fix, never_touches_or_shows_a_line_with_a_secret) {
  project_folder const folder({{"Dockerfile", "FROM a:1\nENV TOKEN=hunter2\nENV B=1\nENV C=1\n"}});
  finding secret = mending("Dockerfile", {{"Dockerfile", 13, 14, "X"}});
  secret.where.line = 2;
  secret.secret = true;
  fix_plan const plan = plan_of(folder, {secret, mending("Dockerfile", {{"Dockerfile", 33, 34, "2"}})});
  EXPECT_THAT(reasons(plan), ElementsAre("0 secret"));
  EXPECT_EQ(diff_of(plan), "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -3,2 +3,2 @@\n-ENV B=1\n+ENV B=2\n ENV C=1\n");
}

struct diff_case {
  std::string before;
  std::vector<text_edit> edits;
  std::string diff;
};

TEST(diff, is_what_diff_prints) {
  std::string const ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
  std::vector<diff_case> const cases{
      {"a\nb\n", {{"", 0, 0, "x\n"}}, "@@ -1,2 +1,3 @@\n+x\n a\n b\n"},
      {"a\nb\n", {{"", 4, 4, "x\n"}}, "@@ -1,2 +1,3 @@\n a\n b\n+x\n"},
      {"a\nb\n", {{"", 0, 2, ""}}, "@@ -1,2 +1 @@\n-a\n b\n"},
      {"a\n", {{"", 0, 2, ""}}, "@@ -1 +0,0 @@\n-a\n"},
      {"a", {{"", 1, 1, "b"}}, "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+ab\n\\ No newline at end of file\n"},
      {"a", {{"", 1, 1, "\n"}}, "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
      {"a\nb", {{"", 0, 1, "x"}}, "@@ -1,2 +1,2 @@\n-a\n+x\n b\n\\ No newline at end of file\n"},
      {"a\r\nb\r\n", {{"", 0, 1, "x"}}, "@@ -1,2 +1,2 @@\n-a\r\n+x\r\n b\r\n"},
      {ten,
       {{"", 0, 1, "x"}, {"", 16, 17, "y"}},
       "@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -6,7 +6,7 @@\n 6\n 7\n 8\n-9\n+y\n 10\n 11\n 12\n"},
      {ten,
       {{"", 2, 3, "x"}, {"", 16, 17, "y"}},
       "@@ -1,12 +1,12 @@\n 1\n-2\n+x\n 3\n 4\n 5\n 6\n 7\n 8\n-9\n+y\n 10\n 11\n 12\n"},
      {ten,
       {{"", 0, 2, ""}, {"", 18, 20, "y"}},
       "@@ -1,4 +1,3 @@\n-1\n 2\n 3\n 4\n@@ -7,6 +6,6 @@\n 7\n 8\n 9\n-10\n+y\n 11\n 12\n"},
      {"a\nb\n", {{"", 0, 1, "a"}}, ""},
  };
  for (diff_case const& one : cases) {
    std::string const made = unified_diff("f", one.before, one.edits, false, {});
    EXPECT_EQ(made, one.diff.empty() ? "" : "--- a/f\n+++ b/f\n" + one.diff);
  }
}

TEST(diff, names_new_files_and_quotes_odd_names) {
  EXPECT_EQ(unified_diff("f", "", {{"", 0, 0, "a\n"}}, true, {}), "--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n");
  EXPECT_THAT(unified_diff("a\nb", "", {{"", 0, 0, "a\n"}}, false, {}), HasSubstr("--- \"a/a\\012b\"\n"));
  EXPECT_THAT(unified_diff("/x/f", "", {{"", 0, 0, "a\n"}}, false, {}), HasSubstr("--- /x/f\n+++ /x/f\n"));
}

TEST(fix, appends_without_blank_lines) {
  project_folder const folder({{"Dockerfile", "FROM a:1\nUSER app"}});
  fix_plan plan = plan_of(folder, {mending("Dockerfile", {{"Dockerfile", 17, 17, "\nCMD [\"a\"]\n"}}),
                                   mending("Dockerfile", {{"Dockerfile", 17, 17, "\nEXPOSE 1\n"}})});
  EXPECT_THAT(plan.files.at(0).after, HasSubstr("USER app\nCMD [\"a\"]\nEXPOSE 1\n"));
  // What goes on with the last line stays on it.
  plan = plan_of(folder, {mending("Dockerfile", {{"Dockerfile", 17, 17, "\nCMD [\"a\"]\n"}}),
                          mending("Dockerfile", {{"Dockerfile", 17, 17, ":app"}})});
  EXPECT_THAT(plan.files.at(0).after, HasSubstr("USER app:app\nCMD [\"a\"]\n"));
}

TEST(fix, moves_no_command_away_from_what_is_appended_to_it) {
  project_folder const folder({{"Dockerfile", "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\n"}});
  for (int i = 0; i < 2; ++i) {
    result const found = audit_of(folder);
    fix_plan plan = plan_fixes(found.findings, found.read, {true, folder.path(), {}});
    apply(plan);
  }
  EXPECT_THAT(
      folder.read("Dockerfile"),
      HasSubstr("COPY package*.json ./\nRUN npm ci --omit=dev && npm cache clean --force\nCOPY . .\nUSER node\n"));
}

TEST(fix, writes_a_pattern_once) {
  project_folder const folder({{"Dockerfile", "FROM a:1\nCOPY . .\n"},
                               {".dockerignore", ".env\n.git\n/tests\n/docs\n**/*.md\nprivate # keep out"},
                               {"b/.env", "A=1"},
                               {"private/a", ""}});
  for (int i = 0; i < 3; ++i) {
    result const found = audit_of(folder);
    fix_plan plan = plan_fixes(found.findings, found.read, {false, folder.path(), {}});
    apply(plan);
    EXPECT_EQ(folder.read(".dockerignore"), "**/.env\n.git\n/tests\n/docs\n**/*.md\n# keep out\nprivate") << i;
  }
}

TEST(fix, keeps_crlf) {
  project_folder const folder({{"Dockerfile", "FROM a:1\r\nRUN b\r\n"}});
  fix_plan plan = plan_of(folder, {mending("Dockerfile", {{"Dockerfile", 10, 10, "USER x\nUSER y\n"}})});
  apply(plan);
  EXPECT_EQ(folder.read("Dockerfile"), "FROM a:1\r\nUSER x\r\nUSER y\r\nRUN b\r\n");
}

TEST(fix, keeps_the_mode_and_follows_links) {
  project_folder const folder({{"real/file", "FROM a:1\n"}});
  std::filesystem::create_symlink("real/file", folder.path("Dockerfile"));
  ASSERT_EQ(::chmod(folder.path("real/file").c_str(), 0640), 0);
  fix_plan plan = plan_of(folder, {mending("Dockerfile", {{"Dockerfile", 5, 6, "b"}})});
  apply(plan);
  EXPECT_THAT(plan.mended, ElementsAre(0));
  EXPECT_EQ(folder.read("real/file"), "FROM b:1\n");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path("Dockerfile")));
  struct stat now{};
  ASSERT_EQ(::stat(folder.path("real/file").c_str(), &now), 0);
  EXPECT_EQ(now.st_mode & 07777U, 0640U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path("real")), {}), 1) << "no temporary file";
}

TEST(fix, does_not_write_what_has_changed_or_is_read_only) {
  project_folder const folder(
      {{"Dockerfile", "FROM a:1\n"}, {"b.Dockerfile", "FROM a:1\n"}, {"c.Dockerfile", "FROM a:1\n"}});
  ASSERT_EQ(::chmod(folder.path("b.Dockerfile").c_str(), 0444), 0);
  fix_plan plan = plan_of(
      folder,
      {mending("Dockerfile", {{"Dockerfile", 5, 6, "b"}}), mending("b.Dockerfile", {{"b.Dockerfile", 5, 6, "b"}}),
       mending("c.Dockerfile", {{"c.Dockerfile", 5, 6, "b"}}), mending("nowhere", {{"none/x", 0, 0, "b"}})});
  EXPECT_EQ(plan.mended.size(), 4U);
  folder.write("Dockerfile", "FROM c:1\n");
  apply(plan);
  EXPECT_THAT(plan.mended, ElementsAre(2));
  ASSERT_EQ(plan.left.size(), 3U);
  EXPECT_EQ(plan.left[0].text, "Dockerfile: it has changed since it was read");
  EXPECT_EQ(plan.left[1].text, "b.Dockerfile: it is read-only");
  EXPECT_EQ(plan.left[2].text, "none/x: its folder does not exist");
  EXPECT_EQ(folder.read("Dockerfile"), "FROM c:1\n");
  EXPECT_EQ(folder.read("b.Dockerfile"), "FROM a:1\n");
  EXPECT_EQ(folder.read("c.Dockerfile"), "FROM b:1\n");
}

TEST(fix, makes_new_files_and_overwrites_none) {
  project_folder const folder({{"Dockerfile", "FROM a:1\n"}, {"there", "mine"}});
  fix_plan plan =
      plan_of(folder, {mending("Dockerfile", {{"new", 0, 0, "x\n"}}), mending("Dockerfile", {{"new", 0, 0, "x\n"}}),
                       mending("Dockerfile", {{"new", 0, 0, "y\n"}}), mending("Dockerfile", {{"there", 0, 0, "z\n"}}),
                       mending("Dockerfile", {{"else", 3, 4, "z\n"}})});
  EXPECT_THAT(reasons(plan), ElementsAre("2 overlapping", "4 not-writable"));
  EXPECT_THAT(diff_of(plan), HasSubstr("--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+x\n"));
  apply(plan);
  EXPECT_THAT(plan.mended, ElementsAre(0, 1));
  EXPECT_THAT(reasons(plan), ElementsAre("2 overlapping", "3 not-writable", "4 not-writable"));
  EXPECT_EQ(folder.read("new"), "x\n");
  EXPECT_EQ(folder.read("there"), "mine");
}

TEST(fix, does_not_change_standard_input) {
  std::istringstream content("FROM python:3.12\nRUN pip install x\n");
  std::streambuf* const before = std::cin.rdbuf(content.rdbuf());
  project_folder const folder({});
  options what = options_for(folder);
  what.what.paths = {"-"};
  result const found = run(what);
  std::cin.rdbuf(before);
  fix_plan const plan = plan_fixes(found.findings, found.read, {false, folder.path(), {}});
  EXPECT_THAT(plan.files, IsEmpty());
  ASSERT_FALSE(plan.left.empty());
  EXPECT_EQ(plan.left.back().why, left_reason::not_writable);
}

TEST(fix, offers_nothing_inside_of_an_inline_dockerfile) {
  project_folder const folder({{"compose.yaml",
                                "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM python:3.12\n"
                                "        RUN pip install x\n"}});
  result const found = audit_of(folder);
  auto const pip =
      std::find_if(found.findings.begin(), found.findings.end(), [](finding const& f) { return f.rule == "DVD103"; });
  ASSERT_NE(pip, found.findings.end());
  EXPECT_THAT(pip->edits, IsEmpty());
}

TEST(init_ignore, writes_a_file_that_leaves_nothing_to_find_and_overwrites_none) {
  project_folder const folder({{"Dockerfile", "FROM a:1\nCOPY . /app\n"}, {".env", "A=1\n"}, {".git/HEAD", "x"}});
  result const found = audit_of(folder);
  std::vector<ignore_suggestion> made = suggest_ignore_files(found.read.subjects());
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0].shown, ".dockerignore");
  write_ignore_files(made);
  EXPECT_EQ(made[0].failure, "");
  EXPECT_EQ(folder.read(".dockerignore"), made[0].text);
  EXPECT_THAT(lines_of(audit_of(folder).findings, "DVI"), IsEmpty());
  write_ignore_files(made);
  EXPECT_EQ(made[0].failure, "it exists by now");

  folder.write(".dockerignore", "/.git/\n**/.env\r\n# **/.env.*\n");
  result const again = audit_of(folder);
  made = suggest_ignore_files(again.read.subjects());
  ASSERT_EQ(made.size(), 1U);
  EXPECT_TRUE(made[0].exists);
  EXPECT_THAT(made[0].lacking, testing::Not(testing::Contains("**/.env")));
  EXPECT_THAT(made[0].lacking, testing::Contains("**/.env.*"));
  EXPECT_THAT(made[0].lacking, testing::Contains("!README.md")) << "without it, the pattern before it takes too much";
  write_ignore_files(made);
  EXPECT_EQ(folder.read(".dockerignore"), "/.git/\n**/.env\r\n# **/.env.*\n");
}

struct ignore_case {
  std::string what;
  files project;
  std::vector<std::string> sent, left_out;  ///< paths, by the file that is written
};

TEST(init_ignore, suits_the_languages) {
  std::vector<ignore_case> const cases{
      {"python",
       {{"Dockerfile",
         "FROM python:3.12.3-slim\nWORKDIR /app\nCOPY pyproject.toml README.md LICENSE.md ./\nCOPY .env.example /app/\n"
         "COPY docs/ /docs/\nCOPY tests/data /data\nCOPY . /app\nUSER 1\n"},
        {"pyproject.toml", ""},
        {"README.md", ""},
        {"LICENSE.md", ""},
        {"CHANGELOG.md", ""},
        {".env", ""},
        {".env.local", ""},
        {".env.example", ""},
        {"docs/x.md", ""},
        {"docs/.env", ""},
        {"tests/__init__.py", ""},
        {"tests/data/a.json", ""},
        {"src/app/secrets/__init__.py", ""},
        {"src/app/__pycache__/a.pyc", ""},
        {".venv/lib/a.py", ""},
        {".tox/a", ""},
        {"build/lib/a.py", ""},
        {"dist/a.whl", ""}},
       {"README.md", "LICENSE.md", ".env.example", "docs/x.md", "tests/data/a.json", "src/app/secrets/__init__.py"},
       {"CHANGELOG.md", ".env", ".env.local", "docs/.env", "tests/__init__.py", "src/app/__pycache__/a.pyc",
        ".venv/lib/a.py", ".tox/a", "build/lib/a.py", "dist/a.whl"}},
      {"node",
       {{"Dockerfile", "FROM node:20.11.1-slim\nCOPY dist /app/dist\nCOPY . /app/\nUSER 1\n"},
        {"package.json", "{}"},
        {"src/build/a.js", ""},
        {"dist/a.js", ""},
        {"coverage/a.js", ""},
        {"node_modules/x/a.js", ""},
        {".npmrc", ""},
        {".env.production", ""}},
       {"src/build/a.js", "dist/a.js"},
       {"coverage/a.js", "node_modules/x/a.js", ".npmrc", ".env.production"}},
      {"go",
       {{"Dockerfile",
         "FROM golang:1.22.3-alpine AS b\nCOPY . .\nRUN go build ./...\nFROM scratch\nCOPY --from=b /o /o\nUSER 1\n"},
        {"go.mod", ""},
        {"docs/docs.go", ""},
        {"internal/build/a.go", ""},
        {"internal/secrets/a.go", ""},
        {"vendor/a/a.go", ""},
        {"tests/a.go", ""},
        {"cmd/tests/a.go", ""}},
       {"docs/docs.go", "internal/build/a.go", "internal/secrets/a.go", "vendor/a/a.go", "cmd/tests/a.go"},
       {"tests/a.go"}},
      {"java",
       {{"Dockerfile", "FROM eclipse-temurin:21.0.3_9-jre-alpine\nCOPY target/*.jar /app.jar\nCOPY . /src/\nUSER 1\n"},
        {"pom.xml", ""},
        {"src/main/java/docs/A.java", ""},
        {"target/app.jar", ""},
        {"target/classes/A.class", ""},
        {"build/libs/b.jar", ""}},
       {"src/main/java/docs/A.java", "target/app.jar"},
       {"target/classes/A.class", "build/libs/b.jar"}},
      {"rust",
       {{"Dockerfile", "FROM rust:1.77.2-slim\nCOPY . .\nRUN cargo build\nUSER 1\n"},
        {"Cargo.toml", ""},
        {"src/main.rs", ""},
        {"target/debug/x", ""},
        {"svc/Cargo.toml", ""},
        {"svc/target/x", ""}},
       {"src/main.rs", "svc/Cargo.toml"},
       {"target/debug/x", "svc/target/x"}},
      {"php",
       {{"Dockerfile", "FROM php:8.3.6-fpm-alpine\nCOPY .docker/site.conf /etc/\nCOPY . .\nUSER 1\n"},
        {"composer.json", "{}"},
        {"src/a.php", ""},
        {".docker/site.conf", ""},
        {"vendor/a/x.php", ""},
        {".svn/x", ""}},
       {"src/a.php", ".docker/site.conf"},
       {"vendor/a/x.php", ".svn/x"}},
      {"ruby",
       {{"Dockerfile", "FROM ruby:3.3.1-slim\nCOPY . .\nUSER 1\n"}, {"Gemfile", ""}, {"vendor/bundle/x", ""}},
       {"Gemfile"},
       {"vendor/bundle/x"}},
      {"wildcards",
       {{"Dockerfile",
         "FROM debian:12.5-slim\nCOPY *.md /a/\nCOPY tests/*.yml /t/\nCOPY tests /u/\nCOPY docs/x.md docs /d/\n"
         "RUN --mount=type=bind,source=a.md,target=/a.md b\nCOPY . .\nUSER 1\n"},
        {"a.md", ""},
        {"sub/a.md", ""},
        {"tests/a.yml", ""},
        {"docs/x.md", ""}},
       {"a.md", "tests/a.yml", "docs/x.md"},
       {"sub/a.md"}},
      {"mixed",
       {{"Dockerfile",
         "FROM debian:12.5-slim\nCOPY build/e.sh /e.sh\nCOPY front/dist /d/\n"
         "RUN --mount=type=bind,source=tests,target=/t /e.sh\nCOPY . .\nUSER 1\n"},
        {"back/a.py", ""},
        {"back/.env", ""},
        {"build/e.sh", ""},
        {"build/out", ""},
        {"front/package.json", "{}"},
        {"front/dist/i.js", ""},
        {"front/node_modules/x/y.js", ""},
        {"tests/a", ""},
        {"secrets/q", ""},
        {".aws/credentials", ""},
        {"id_rsa", ""},
        {"a.key", ""},
        {"b.pem", ""},
        {".netrc", ""}},
       {"back/a.py", "build/e.sh", "front/dist/i.js", "tests/a"},
       {"back/.env", "build/out", "front/node_modules/x/y.js", "secrets/q", ".aws/credentials", "id_rsa", "a.key",
        "b.pem", ".netrc"}},
  };
  for (ignore_case const& one : cases) {
    project_folder const folder(one.project);
    folder.write(".git/HEAD", "x");
    std::vector<ignore_suggestion> made = suggest_ignore_files(audit_of(folder).read.subjects());
    write_ignore_files(made);
    result const after = audit_of(folder);
    EXPECT_THAT(lines_of(after.findings, "DVI"), IsEmpty()) << one.what << "\n" << folder.read(".dockerignore");
    EXPECT_THAT(lines_of(after.findings, "DVD208"), IsEmpty()) << one.what;
    std::vector<dockerfile::dockerignore::bad_line> bad;
    auto const ignore = dockerfile::dockerignore::parse(folder.read(".dockerignore"), bad);
    for (std::string const& path : one.sent) EXPECT_FALSE(ignore.excluded(path)) << one.what << ": " << path;
    for (std::string const& path : one.left_out) EXPECT_TRUE(ignore.excluded(path)) << one.what << ": " << path;
  }
}

}  // namespace
}  // namespace dockverify::audit::test

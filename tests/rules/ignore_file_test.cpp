#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

using places = std::vector<std::string>;
using testing::HasSubstr;

constexpr char const* copies_all = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n";

// The template that many projects start from: names without `**/`.
constexpr char const* common_template =
    ".git\n.github\n.env\n.env.*\n__pycache__\n*.pyc\n*.pyo\n.pytest_cache\n.mypy_cache\n.venv\nvenv\nnode_modules\n"
    "tests/\ndocs/\n*.md\n!README.md\n.coverage\nhtmlcov\n*.egg-info/\ndist/\nbuild/\n";

files project(std::string const& ignore, files more = {}) {
  more.emplace("Dockerfile", copies_all);
  more[".dockerignore"] = ignore;
  return more;
}

places numbered(std::initializer_list<int> lines) {
  places made;
  for (int line : lines) made.push_back(".dockerignore:" + std::to_string(line));
  return made;
}

TEST(ignore_missing, needs_a_copied_folder) {
  EXPECT_EQ(found("DVI001", {{"Dockerfile", copies_all}}), places{"Dockerfile:3"});
  EXPECT_EQ(found("DVI001", {{"Dockerfile", "FROM a:1\nCOPY src /src\n"}, {"src/a.py", ""}}), places{"Dockerfile:2"});
  EXPECT_EQ(found("DVI001", {{"Dockerfile", "FROM a:1\nADD ./ /src\n"}}), places{"Dockerfile:2"});
  EXPECT_EQ(found("DVI001", {{"Dockerfile", "FROM a:1\nCOPY a.txt /\n"}, {"a.txt", ""}}), places{});
  EXPECT_EQ(found("DVI001", {{"Dockerfile", "FROM a:1 AS b\nFROM a:1\nCOPY --from=b / /b\n"}}), places{});
  EXPECT_EQ(found("DVI001", {{"Dockerfile", "FROM a:1\nADD https://example.org/a/ /\n"}}), places{});
  EXPECT_EQ(found("DVI001", project(".git\n")), places{});
  EXPECT_EQ(found("DVI001", {{"Dockerfile", copies_all}, {"Dockerfile.dockerignore", ".git\n"}}), places{});
  EXPECT_EQ(found("DVI001", {{"api/Dockerfile", copies_all}, {"compose.yaml", "services:\n  a:\n    build: api\n"}}),
            places{"api/Dockerfile:3"});
}

TEST(ignore_missing, makes_a_file) {
  std::string const made = fixed("DVI001", {{"Dockerfile", copies_all}, {".env.example", ""}}, ".dockerignore");
  EXPECT_THAT(made, HasSubstr("**/.git\n"));
  EXPECT_THAT(made, HasSubstr("**/.env\n**/.env.*\n"));
  EXPECT_THAT(made, HasSubstr("\n!**/.env.example\n"));
  EXPECT_THAT(made, HasSubstr("**/*.md\n!README.md\n"));
  // What it makes is clean.
  files const after = project(made, {{".env.example", ""}});
  for (char const* rule : {"DVI001", "DVI002", "DVI003", "DVI004", "DVI005", "DVI006", "DVI009", "DVI010", "DVI011",
                           "DVI012", "DVI013", "DVI014"})
    EXPECT_EQ(found(rule, after), places{}) << rule;
}

TEST(ignore_missing, leaves_in_what_is_copied) {
  std::string const made =
      fixed("DVI001", {{"Dockerfile", "FROM a:1\nCOPY dist/ /srv\nCOPY tests/data /data\n"}}, ".dockerignore");
  EXPECT_THAT(made, HasSubstr("/dist\n/build\n"));
  EXPECT_THAT(made, HasSubstr("\n!dist\n"));
  EXPECT_THAT(made, HasSubstr("/tests\n"));
  EXPECT_THAT(made, HasSubstr("\n!tests/data\n"));
}

TEST(ignore_secrets, leaves_what_reaches_too_little_to_the_rule_on_that) {
  files const deep{{"b/.env", ""}, {"k.pem", ""}};
  EXPECT_EQ(fixed("DVI002", project(".env\n", deep), ".dockerignore"), ".env\n**/*.pem\n");
  EXPECT_EQ(fixed("DVI014", project(".env\n", deep), ".dockerignore"), "**/.env\n");
  EXPECT_EQ(fixed("DVI002", project("/.env\n", deep), ".dockerignore"), "/.env\n**/.env\n**/*.pem\n");
}

TEST(ignore_secrets, knows_a_package_by_its_files) {
  EXPECT_EQ(found("DVI002", project(".env\n", {{"internal/secrets/a.go", ""}})), places{});
  EXPECT_EQ(found("DVI014", project("build\n", {{"internal/build/a.go", ""}})), places{});
  EXPECT_EQ(found("DVI014", project("build\n", {{"web/build/a.js", ""}})), numbered({1}));
  EXPECT_EQ(fixed("DVI006", project(".env\n", {{"docs/docs.go", ""}}), ".dockerignore"),
            ".env\n/tests\n**/*.md\n!README.md\n");
}

TEST(ignore_secrets, is_an_error_when_they_are_copied) {
  EXPECT_EQ(found("DVI002", project(".git\n", {{".env", "A=b\n"}})), places{".dockerignore:1"});
  EXPECT_EQ(found("DVI002", project(".git\n")), places{".dockerignore:1 warning"});
  EXPECT_EQ(found("DVI002", project(".env\n", {{".env", ""}})), places{});
  EXPECT_EQ(found("DVI002", project(".env\n", {{".env.example", ""}})), places{});
  EXPECT_EQ(found("DVI002", project(".env\n", {{".env.production", ""}})), places{".dockerignore:1"});
  EXPECT_EQ(found("DVI002", project(".env\n", {{"certs/server.key", ""}})), places{".dockerignore:1"});
  EXPECT_EQ(found("DVI002", project(".env\n", {{"secrets/db.txt", ""}})), places{".dockerignore:1"});
  EXPECT_EQ(found("DVI002", project(".env\nsecrets\n*.pem\n", {{"secrets/db.txt", ""}, {"a.pem", ""}})), places{});
  EXPECT_EQ(found("DVI002", {{"Dockerfile", "FROM a:1\nCOPY src /src\n"}, {".dockerignore", ".git\n"}, {".env", ""}}),
            places{".dockerignore:1 warning"});
  EXPECT_EQ(found("DVI002", {{"Dockerfile", copies_all}, {".env", ""}}), places{"Dockerfile:3"});
  EXPECT_EQ(found("DVI002", {{"Dockerfile", copies_all}}), places{});
  EXPECT_EQ(found("DVI002", project(common_template)), places{});
  EXPECT_EQ(fixed("DVI002", project(".git", {{".env", ""}, {"k.pem", ""}}), ".dockerignore"),
            ".git\n**/.env\n**/*.pem\n");
}

TEST(ignore_vcs, wants_git_left_out) {
  EXPECT_EQ(found("DVI003", project(".env\n")), numbered({1}));
  for (char const* ignore : {".git\n", ".git/\n", "**/.git\n", "*\n!app\n", ".git*\n"})
    EXPECT_EQ(found("DVI003", project(ignore)), places{}) << ignore;
  EXPECT_EQ(found("DVI003", project(".git/**\n")), places{});
  EXPECT_EQ(found("DVI003", project(".git\n", {{".github/workflows/a.yml", ""}})), numbered({1}));
  EXPECT_EQ(found("DVI003", {{"Dockerfile", copies_all}}), places{});
  EXPECT_EQ(fixed("DVI003", project(".env\n"), ".dockerignore"), ".env\n**/.git\n");
}

TEST(ignore_caches, goes_by_language) {
  EXPECT_EQ(found("DVI004", project(".git\n")), numbered({1}));
  EXPECT_EQ(found("DVI004", project("__pycache__\n*.pyc\n")), places{});
  EXPECT_EQ(found("DVI004", project("**/__pycache__\n")), numbered({1}));
  EXPECT_EQ(found("DVI004", project("**/__pycache__/**\n*.pyc\n")), places{});
  EXPECT_EQ(found("DVI004", {{"Dockerfile", "FROM node:24\nCOPY . .\n"}, {".dockerignore", ".git\n"}}), places{});
  EXPECT_EQ(found("DVI004", {{"Dockerfile", "FROM node:24\nCOPY . .\n"}, {".dockerignore", ".git\n"}, {"a.py", ""}}),
            numbered({1}));
  EXPECT_EQ(found("DVI004", project("__pycache__\n", {{".ruff_cache/a", ""}})), numbered({1}));
}

TEST(ignore_environments, goes_by_language) {
  EXPECT_EQ(found("DVI005", project(".git\n")), numbered({1}));
  EXPECT_EQ(found("DVI005", project(".venv\n")), places{});
  EXPECT_EQ(found("DVI005", project(".venv\n", {{"package.json", "{}"}})), numbered({1}));
  EXPECT_EQ(found("DVI005", project(".venv\nnode_modules\n", {{"package.json", "{}"}})), places{});
  EXPECT_EQ(found("DVI005", project(".venv\n", {{"venv/bin/python", ""}})), numbered({1}));
  EXPECT_EQ(found("DVI005", {{"Dockerfile", "FROM golang:1.26\nCOPY . .\n"},
                             {".dockerignore", ".git\n"},
                             {"go.mod", ""},
                             {"vendor/a.go", ""}}),
            places{});
}

TEST(ignore_docs_tests, wants_all_three) {
  EXPECT_EQ(found("DVI006", project(".git\n")), numbered({1}));
  EXPECT_EQ(found("DVI006", project("tests/\ndocs/\n")), numbered({1}));
  EXPECT_EQ(found("DVI006", project("tests/\ndocs/\n*.md\n!README.md\n")), places{});
  EXPECT_EQ(found("DVI006", project("**/tests\n**/docs\n**/*.md\n")), places{});
}

TEST(ignore_build_output, looks_at_what_is_there) {
  EXPECT_EQ(found("DVI007", project(".git\n")), places{});
  EXPECT_EQ(found("DVI007", project(".git\n", {{"dist/a.js", ""}})), numbered({1}));
  EXPECT_EQ(found("DVI007", project("dist\n", {{"dist/a.js", ""}})), places{});
  EXPECT_EQ(
      found("DVI007", {{"Dockerfile", "FROM a:1\nCOPY dist /srv\n"}, {".dockerignore", ".git\n"}, {"dist/a", ""}}),
      places{});
}

TEST(ignore_context_size, counts_what_is_sent) {
  audit_options options;
  options.rules_settings.context_bytes = 1000;
  files const large{{"data/a", std::string(900, 'x')}, {"b", std::string(200, 'x')}};
  EXPECT_EQ(found("DVI008", project(".git\n", large), options), numbered({1}));
  EXPECT_EQ(found("DVI008", project("data\n", large), options), places{});
  EXPECT_THAT(messages("DVI008", project(".git\n", large), options).front(), HasSubstr("largest: data/ ("));
  options.rules_settings.context_bytes = 1 << 20;
  options.rules_settings.context_files = 3;
  EXPECT_EQ(found("DVI008", project(".git\n", large), options), numbered({1}));
}

TEST(ignore_dead_pattern, tells_lines_that_change_nothing) {
  EXPECT_EQ(found("DVI009", project(".git\nnode_modules\n.git\n")), numbered({3}));
  EXPECT_EQ(found("DVI009", project("no_such_folder\n")), numbered({1}));
  EXPECT_EQ(found("DVI009", project("src\n", {{"src/a", ""}})), places{});
  EXPECT_EQ(found("DVI009", project("node_modules\n**/node_modules\n")), numbered({1}));
  EXPECT_EQ(found("DVI009", project("src\nsrc/a\n", {{"src/a", ""}})), numbered({2}));
  EXPECT_EQ(found("DVI009", project(common_template)), places{});
  EXPECT_EQ(found("DVI009", project("*\n!app\n", {{"app/a", ""}})), places{});
  EXPECT_EQ(fixed("DVI009", project(".git\nnode_modules\n.git\n"), ".dockerignore"), ".git\nnode_modules\n");
}

TEST(ignore_trailing_comment, is_part_of_the_pattern) {
  EXPECT_EQ(found("DVI010", project("# fine\n.git # not\n.env\t#not\n")), numbered({2, 3}));
  EXPECT_EQ(found("DVI010", project("  # indented\n")), numbered({1}));
  EXPECT_EQ(found("DVI010", project("a#b\n#c # d\na\\ #b\n")), places{});
  // DVI009 leaves such a line alone: it means something without the comment.
  EXPECT_EQ(found("DVI009", project("private # keep out\n", {{"private/a", ""}})), places{});
  EXPECT_EQ(fixed("DVI010", project(".git # history\n.env\n"), ".dockerignore"), "# history\n.git\n.env\n");
}

TEST(ignore_negation, must_bring_something_back) {
  EXPECT_EQ(found("DVI011", project("!README.md\n")), numbered({1}));
  EXPECT_EQ(found("DVI011", project("!README.md\n*.md\n")), numbered({1}));
  EXPECT_EQ(found("DVI011", project("*.md\n!README.md\n*.md\n")), numbered({2}));
  EXPECT_EQ(found("DVI011", project("*.md\n!README.md\n")), places{});
  EXPECT_EQ(found("DVI011", project("*\n!app\n!src/**\n!**/*.toml\n")), places{});
  EXPECT_EQ(found("DVI011", project("docs\n!docs/keep.txt\n")), places{});
  EXPECT_EQ(found("DVI011", project(common_template)), places{});
  EXPECT_EQ(fixed("DVI011", project("!README.md\n*.md\n"), ".dockerignore"), "*.md\n!README.md\n");
  EXPECT_EQ(fixed("DVI011", project(".git\n!README.md\n"), ".dockerignore"), ".git\n");
}

TEST(ignore_malformed, is_what_the_builder_refuses) {
  EXPECT_EQ(found("DVI012", project(".git\n!\n[a-\na\\\n")), numbered({2, 3, 4}));
  EXPECT_EQ(found("DVI012", project(".git\n[ab]\n")), places{});
}

TEST(ignore_needed_file, is_copied_or_a_manifest) {
  files const named{
      {"Dockerfile", "FROM a:1\nCOPY requirements.txt .\nCOPY src /src\n"}, {"requirements.txt", ""}, {"src/a", ""}};
  auto const with = [&](std::string const& ignore) {
    files made = named;
    made[".dockerignore"] = ignore;
    return made;
  };
  EXPECT_EQ(found("DVI013", with(".git\n*.txt\n")), numbered({2}));
  EXPECT_EQ(found("DVI013", with("*.txt\n!requirements.txt\n")), places{});
  EXPECT_EQ(found("DVI013", with("src\n")), numbered({1}));
  EXPECT_EQ(found("DVI013", with("src\n!src/a\n")), places{});
  EXPECT_EQ(found("DVI013", with("src/b\n")), places{});
  EXPECT_EQ(found("DVI013", project("*\n")), numbered({1}));
  EXPECT_EQ(found("DVI013", project("*\n!app\n")), places{});
  EXPECT_EQ(found("DVI013", project("*.txt\n", {{"requirements.txt", ""}})), places{".dockerignore:1"});
  EXPECT_EQ(found("DVI013", project("*.md\n", {{"requirements.txt", ""}})), places{});
  EXPECT_EQ(fixed("DVI013", with("*.txt"), ".dockerignore"), "*.txt\n!requirements.txt\n");
}

TEST(ignore_root_only, tells_what_lies_deeper) {
  files const deep{{"app/__pycache__/a.pyc", ""}, {"app/.env", ""}, {"app/a.py", ""}};
  EXPECT_EQ(found("DVI014", project("__pycache__\n*.pyc\n.env\n", deep)), numbered({1, 2, 3}));
  EXPECT_EQ(found("DVI014", project("**/__pycache__\n**/.env\n", deep)), places{});
  EXPECT_EQ(found("DVI014", project("/.env\n", deep)), places{});
  EXPECT_EQ(found("DVI014", project("__pycache__\n.env\n", {{"a.py", ""}})), places{});
  EXPECT_EQ(found("DVI014", project(common_template, deep)), numbered({3, 5, 6}));
  EXPECT_EQ(fixed("DVI014", project(" __pycache__\n.env\n", deep), ".dockerignore"), " **/__pycache__\n**/.env\n");
}

TEST(ignore_two_files, only_one_is_read) {
  EXPECT_EQ(found("DVI015", project(".git\n", {{"Dockerfile.dockerignore", ".git\n"}})), numbered({1}));
  EXPECT_EQ(found("DVI015", project(".git\n")), places{});
}

TEST(ignore_needed_file, knows_the_lists_that_pip_reads) {
  files const project{{"Dockerfile", "FROM python:3.12-slim\nCOPY . .\nRUN pip install -r requirements/base.txt\n"},
                      {".dockerignore", "requirements\n"},
                      {"requirements/base.txt", ""}};
  EXPECT_EQ(found("DVI013", project).size(), 1U);
}

}  // namespace
}  // namespace dockverify::rules::test

// The builder's own semantics, case by case: expectations follow moby/patternmatcher's code and tests.
#include "dockerfile/dockerignore.hpp"

#include <gtest/gtest.h>

namespace dockverify::dockerfile {
namespace {

dockerignore rules(std::string const& text) {
  std::vector<dockerignore::bad_line> problems;
  auto made = dockerignore::parse(text, problems);
  EXPECT_TRUE(problems.empty()) << text << ": " << (problems.empty() ? "" : problems.front().message);
  return made;
}

struct match_case {
  std::string rules, path;
  bool excluded;
};

class dockerignore_match : public testing::TestWithParam<match_case> {};

TEST_P(dockerignore_match, as_the_builder) {
  auto const& [text, path, excluded] = GetParam();
  EXPECT_EQ(rules(text).excluded(path), excluded) << "rules:\n" << text << "\npath: " << path;
}

INSTANTIATE_TEST_SUITE_P(plain, dockerignore_match,
                         testing::Values(match_case{"", "file", false}, match_case{"file", "file", true},
                                         match_case{"file", "dir/file", false}, match_case{"file", "file.txt", false},
                                         match_case{"dir", "dir/file", true}, match_case{"dir", "dir/a/b", true},
                                         match_case{"dir", "directory/file", false},
                                         match_case{"dir/", "dir/file", true}, match_case{"/dir", "dir/file", true},
                                         match_case{"./dir", "dir/file", true}, match_case{"a/../dir", "dir", true},
                                         match_case{"dir/file", "dir/file", true}, match_case{"dir/file", "dir", false},
                                         match_case{"node_modules", "web/node_modules/x", false},
                                         match_case{"../dir", "dir", false}, match_case{".", "file", false},
                                         match_case{"/", "file", false}, match_case{"a.b", "axb", false},
                                         match_case{"a+b", "a+b", true}, match_case{"a(b)", "a(b)", true},
                                         match_case{"a$", "a", false}));

INSTANTIATE_TEST_SUITE_P(wildcards, dockerignore_match,
                         testing::Values(match_case{"*", "file", true}, match_case{"*", "dir/file", true},
                                         match_case{"*.pyc", "a.pyc", true}, match_case{"*.pyc", "dir/a.pyc", false},
                                         match_case{"*/*.pyc", "dir/a.pyc", true},
                                         match_case{"*/*.pyc", "a/b/c.pyc", false}, match_case{"a?c", "abc", true},
                                         match_case{"a?c", "a/c", false}, match_case{"a?c", "ac", false},
                                         match_case{"a?c",
                                                    "a\xC3\xA4"
                                                    "c",
                                                    true},
                                         match_case{"a*c", "abbc", true}, match_case{"a*c", "ab/c", false},
                                         match_case{"[a-c]x", "bx", true}, match_case{"[a-c]x", "dx", false},
                                         match_case{"[^a-c]x", "dx", true}, match_case{"[^a-c]x", "ax", false},
                                         match_case{"[!a]x", "!x", true}, match_case{"[!a]x", "bx", false},
                                         match_case{"a[\\]]b", "a]b", true}, match_case{"a\\*b", "a*b", true},
                                         match_case{"a\\*b", "axb", false}, match_case{"a\\[b", "a[b", true},
                                         match_case{"a]b*", "a]bc", true}, match_case{"docs/*", "docs/a/b", true},
                                         match_case{"docs/*", "docs", false}));

INSTANTIATE_TEST_SUITE_P(
    double_star, dockerignore_match,
    testing::Values(
        match_case{"**", "a/b/c", true}, match_case{"**/*.pyc", "a.pyc", true},
        match_case{"**/*.pyc", "a/b/c.pyc", true}, match_case{"**/*.pyc", "a/b/c.py", false},
        match_case{"**/foo", "foo", true}, match_case{"**/foo", "a/b/foo", true}, match_case{"**/foo", "a/foo/b", true},
        match_case{"**/foo", "xfoo", false}, match_case{"**foo", "a/xfoo", true}, match_case{"a/**", "a/b", true},
        match_case{"a/**", "a/b/c", true}, match_case{"a/**", "a", false}, match_case{"a/**/z", "a/z", true},
        match_case{"a/**/z", "a/b/c/z", true}, match_case{"a/**/z", "a/bz", false},
        match_case{"**/a/**", "x/a/y", true}, match_case{"**/a/**", "a/y", true}, match_case{"**/a/**", "x/a", false},
        match_case{"a**", "abc/d", true}, match_case{"**/.git", ".git/config", true},
        match_case{"**/.git", "sub/.git/config", true}, match_case{"**/.git", "sub/.github", false},
        match_case{"**/[a-c]*/x", "q/bb/x", true}, match_case{"dir/**/*.md", "dir/README.md", true},
        match_case{"dir/**/*.md", "dir/a/b/README.md", true}, match_case{"dir/**/*.md", "README.md", false}));

INSTANTIATE_TEST_SUITE_P(
    exceptions, dockerignore_match,
    testing::Values(match_case{"*\n!keep", "keep", false}, match_case{"*\n!keep", "other", true},
                    match_case{"!keep\n*", "keep", true}, match_case{"*.md\n!README.md", "README.md", false},
                    match_case{"*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true},
                    match_case{"*.md\n!README*.md\nREADME-secret.md", "README-a.md", false},
                    match_case{"dir\n!dir/keep", "dir/keep", false}, match_case{"dir\n!dir/keep", "dir/other", true},
                    match_case{"dir\n!dir/keep", "dir/keep/deeper", false}, match_case{"dir\n!dir", "dir/x", false},
                    match_case{"*\n!**/*.go", "a/b/main.go", false}, match_case{"*\n!**/*.go", "a/b/main.c", true},
                    match_case{"*\n!a/b\na/b/c", "a/b/c", true}, match_case{"*\n!a/b\na/b/c", "a/b/d", false},
                    match_case{"*\n! keep ", "keep", false}, match_case{"*\n!/keep", "keep", false},
                    // The exception says nothing about the folder at the time it is judged, so the deeper rule stays.
                    match_case{"foo/bar\n!foo", "foo/bar", true}));

INSTANTIATE_TEST_SUITE_P(file_format, dockerignore_match,
                         testing::Values(match_case{"# comment\nfile", "file", true},
                                         match_case{"# file", "file", false}, match_case{" # file", "# file", true},
                                         match_case{"file # comment", "file", false},
                                         match_case{"\xEF\xBB\xBF"
                                                    "file",
                                                    "file", true},
                                         match_case{"file\r\n", "file", true}, match_case{"  file\t", "file", true},
                                         match_case{"\n\n\nfile", "file", true}, match_case{"a//b", "a/b", true}));

struct bad_case {
  std::string text;
  int line;
};
class dockerignore_bad : public testing::TestWithParam<bad_case> {};

TEST_P(dockerignore_bad, names_the_line) {
  std::vector<dockerignore::bad_line> problems;
  auto const made = dockerignore::parse(GetParam().text, problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems.front().line, GetParam().line);
  EXPECT_TRUE(made.rules().empty());
}
INSTANTIATE_TEST_SUITE_P(all, dockerignore_bad,
                         testing::Values(bad_case{"!", 1}, bad_case{"# c\n\n!  ", 3}, bad_case{"a[", 1},
                                         bad_case{"[]", 1}, bad_case{"[]a]", 1}, bad_case{"[a-]", 1},
                                         bad_case{"[-x]", 1}, bad_case{"a\\", 1}, bad_case{"[a", 1},
                                         bad_case{"[a\\", 1}, bad_case{"!a[", 1}));

TEST(dockerignore, only_needed_folders_are_walked) {
  EXPECT_FALSE(rules("node_modules").may_return_below("node_modules"));
  EXPECT_FALSE(rules("dir\n!other/keep").may_return_below("dir"));
  EXPECT_TRUE(rules("dir\n!dir/keep").may_return_below("dir"));
  EXPECT_TRUE(rules("dir\n!dir/a/keep").may_return_below("dir/a"));
  EXPECT_FALSE(rules("dir\n!dir/a/keep").may_return_below("dir/b"));
  EXPECT_TRUE(rules("*\n!**/x").may_return_below("dir"));
  EXPECT_TRUE(rules("dir\n!dir/**").may_return_below("dir"));
}

TEST(dockerignore, kept_files_come_back_whatever_their_name) {
  auto made = rules("*");
  made.keep("Dockerfile");
  made.keep("odd[1]*");
  EXPECT_FALSE(made.excluded("Dockerfile"));
  EXPECT_FALSE(made.excluded("odd[1]*"));
  EXPECT_TRUE(made.excluded("odd1x"));
}

TEST(dockerignore, paths_are_cleaned_as_go_does) {
  EXPECT_EQ(clean_path("a//b/./c/"), "a/b/c");
  EXPECT_EQ(clean_path("a/../.."), "..");
  EXPECT_EQ(clean_path("/../a"), "/a");
  EXPECT_EQ(clean_path("a/.."), ".");
  EXPECT_EQ(clean_path("/"), "/");
}

TEST(dockerignore, long_patterns_stay_fast) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "**/*a";
  EXPECT_FALSE(rules(pattern).excluded(std::string(4000, 'a') + "b"));
}

}  // namespace
}  // namespace dockverify::dockerfile

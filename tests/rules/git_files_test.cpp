// git's index and .gitignore as bytes and lines.
#include "audit/git_files.hpp"

#include <gtest/gtest.h>

namespace dockverify::audit {
namespace {

std::string number(unsigned value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>((value >> (8 * i)) & 0xFFU);
  return text;
}

std::string index_file(unsigned version, std::vector<std::string> const& names) {
  std::string index = "DIRC" + number(version, 4) + number(static_cast<unsigned>(names.size()), 4);
  std::string before;
  for (std::string const& name : names) {
    std::string entry(60, '\x01');
    entry += number(static_cast<unsigned>(name.size()), 2);
    if (version == 4) {
      std::size_t same = 0;
      while (same < name.size() && same < before.size() && name[same] == before[same]) ++same;
      entry += static_cast<char>(before.size() - same) + name.substr(same) + '\0';
      before = name;
    } else {
      entry += name;
      entry.append(8 - entry.size() % 8, '\0');
    }
    index += entry;
  }
  return index + std::string(20, 'h');
}

TEST(git_index, lists_what_is_tracked) {
  std::vector<std::string> const names{".env", "a/b.txt", "a/bcdefgh", "a/bcdefghi", "z"};
  for (unsigned version : {2U, 3U, 4U}) {
    auto const paths = tracked_paths(index_file(version, names));
    ASSERT_TRUE(paths) << version;
    EXPECT_EQ(std::vector<std::string>(paths->begin(), paths->end()), names) << version;
  }
  EXPECT_FALSE(tracked_paths("not an index"));
  EXPECT_FALSE(tracked_paths(index_file(2, names).substr(0, 100)));
  EXPECT_FALSE(tracked_paths(index_file(9, names)));
}

TEST(git_ignore, reads_lines_as_git_does) {
  git_ignore const rules("# comment\n.env\n*.log\n!keep.log\n/top\nfolder/\na/*.txt\n**/deep\r\n\\#odd\nspaced  \n");
  EXPECT_EQ(rules.ignores(".env", false), true);
  EXPECT_EQ(rules.ignores("x/y/.env", false), true);
  EXPECT_EQ(rules.ignores(".env.example", false), std::nullopt);
  EXPECT_EQ(rules.ignores("x/a.log", false), true);
  EXPECT_EQ(rules.ignores("x/keep.log", false), false);
  EXPECT_EQ(rules.ignores("top", false), true);
  EXPECT_EQ(rules.ignores("x/top", false), std::nullopt);
  EXPECT_EQ(rules.ignores("folder", true), true);
  EXPECT_EQ(rules.ignores("folder", false), std::nullopt);
  EXPECT_EQ(rules.ignores("a/b.txt", false), true);
  EXPECT_EQ(rules.ignores("a/b/c.txt", false), std::nullopt);
  EXPECT_EQ(rules.ignores("x/deep", false), true);
  EXPECT_EQ(rules.ignores("#odd", false), true);
  EXPECT_EQ(rules.ignores("spaced", false), true);
}

}  // namespace
}  // namespace dockverify::audit

#include "audit/write_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

#include "support.hpp"

namespace dockverify::audit::test {
namespace {

namespace fs = std::filesystem;

TEST(put_file, makes_a_file_and_replaces_it_with_its_mode) {
  project_folder const folder({{"old", "before"}});
  EXPECT_EQ(put_file(folder.path("new"), "text"), "");
  EXPECT_EQ(folder.read("new"), "text");
  ASSERT_EQ(::chmod(folder.path("old").c_str(), 0600), 0);
  EXPECT_EQ(put_file(folder.path("old"), "after"), "");
  EXPECT_EQ(folder.read("old"), "after");
  EXPECT_EQ(fs::status(folder.path("old")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(put_file, follows_links_and_leaves_no_other_file) {
  project_folder const folder({{"target", "before"}, {"old.tmp", "somebody's"}});
  fs::create_symlink("target", folder.path("old"));
  EXPECT_EQ(put_file(folder.path("old"), "after"), "");
  EXPECT_TRUE(fs::is_symlink(folder.path("old")));
  EXPECT_EQ(folder.read("target"), "after");
  EXPECT_EQ(folder.read("old.tmp"), "somebody's");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 3);
  fs::create_symlink("nowhere", folder.path("dangling"));
  EXPECT_EQ(put_file(folder.path("dangling"), "x"), "it is a link to nowhere");
}

TEST(put_file, writes_into_what_is_no_regular_file) {
  EXPECT_EQ(put_file("/dev/null", "text"), "");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  project_folder const folder({{"folder/", ""}});
  EXPECT_EQ(put_file(folder.path("folder"), "x"), "it is a folder");
}

}  // namespace
}  // namespace dockverify::audit::test

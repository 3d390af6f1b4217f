// What the builder gets: read back from the archive as any tar reader would.
#include "dockerfile/context.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>

namespace dockverify::dockerfile {
namespace {

namespace fs = std::filesystem;

class context : public testing::Test {
 protected:
  context() {
    auto pattern = (fs::temp_directory_path() / "dockverify-context-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
    write("Dockerfile", "FROM scratch\n");
  }
  ~context() override { fs::remove_all(root_); }

  void write(std::string const& path, std::string const& text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << text;
  }

  [[nodiscard]] build_context read(std::string const& dockerfile = "") const {
    auto made = read_context({root_.string(), dockerfile, std::nullopt});
    EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().path + ": " + made.error().message);
    return made ? std::move(*made) : build_context();
  }

  [[nodiscard]] std::vector<std::string> names(std::string const& dockerfile = "") const {
    std::vector<std::string> found;
    for (auto const& e : read(dockerfile).entries) found.push_back(e.path);
    return found;
  }

  fs::path root_;
};

std::string pack(build_context made) {
  context_tar tar(std::move(made));
  std::string all;
  while (true) {
    auto piece = tar.next_piece();
    EXPECT_TRUE(piece.has_value()) << (piece ? "" : piece.error().message);
    if (!piece || piece->empty()) return all;
    all += *piece;
  }
}

struct unpacked {
  std::string content, target;
  mode_t type = 0, mode = 0;
  la_int64_t uid = 0, gid = 0;
  time_t modified = 0;
};

std::map<std::string, unpacked> unpack(std::string const& bytes) {
  std::map<std::string, unpacked> found;
  auto* a = archive_read_new();
  archive_read_support_format_tar(a);
  EXPECT_EQ(archive_read_open_memory(a, bytes.data(), bytes.size()), ARCHIVE_OK);
  archive_entry* e = nullptr;
  while (archive_read_next_header(a, &e) == ARCHIVE_OK) {
    unpacked one;
    one.type = archive_entry_filetype(e);
    one.mode = archive_entry_perm(e);
    one.uid = archive_entry_uid(e);
    one.gid = archive_entry_gid(e);
    one.modified = archive_entry_mtime(e);
    if (archive_entry_symlink(e) != nullptr) one.target = archive_entry_symlink(e);
    one.content.resize(static_cast<std::size_t>(archive_entry_size(e)));
    if (!one.content.empty()) {
      EXPECT_EQ(archive_read_data(a, one.content.data(), one.content.size()),
                static_cast<la_ssize_t>(one.content.size()));
    }
    found.emplace(archive_entry_pathname(e), std::move(one));
  }
  archive_read_free(a);
  return found;
}

TEST_F(context, lists_sorted_with_folders_first) {
  write("b/two", "2");
  write("b/one", "1");
  write("a", "a");
  EXPECT_THAT(names(), testing::ElementsAre("Dockerfile", "a", "b", "b/one", "b/two"));
}

TEST_F(context, leaves_out_what_is_ignored) {
  write(".dockerignore", "node_modules\n**/*.pyc\nsecret\n!secret/public\n");
  write("node_modules/x/y.js", "");
  write("src/a.py", "");
  write("src/a.pyc", "");
  write("secret/key", "");
  write("secret/public/cert", "");
  EXPECT_THAT(names(), testing::ElementsAre(".dockerignore", "Dockerfile", "secret", "secret/public",
                                            "secret/public/cert", "src", "src/a.py"));
}

TEST_F(context, an_excluded_folder_without_returning_files_is_not_sent) {
  write(".dockerignore", "dir\n!dir/none\n");
  write("dir/sub/x", "");
  EXPECT_THAT(names(), testing::ElementsAre(".dockerignore", "Dockerfile"));
}

TEST_F(context, empty_folders_are_sent) {
  fs::create_directories(root_ / "empty/deeper");
  EXPECT_THAT(names(), testing::ElementsAre("Dockerfile", "empty", "empty/deeper"));
}

TEST_F(context, dockerfile_and_ignore_file_are_sent_even_when_ignored) {
  write(".dockerignore", "*\n");
  write("x", "");
  EXPECT_THAT(names(), testing::ElementsAre(".dockerignore", "Dockerfile"));
}

TEST_F(context, the_dockerfiles_own_ignore_file_wins) {
  write(".dockerignore", "a\n");
  write("docker/Dockerfile", "FROM scratch\n");
  write("docker/Dockerfile.dockerignore", "b\n");
  write("a", "");
  write("b", "");
  auto const made = read("docker/Dockerfile");
  EXPECT_EQ(made.dockerfile, "docker/Dockerfile");
  EXPECT_TRUE(made.ignore_file.ends_with("docker/Dockerfile.dockerignore"));
  auto const found = names("docker/Dockerfile");
  EXPECT_THAT(found, testing::Contains("a"));
  EXPECT_THAT(found, testing::Not(testing::Contains("b")));
}

TEST_F(context, links_stay_links_and_special_files_are_skipped) {
  write("target", "t");
  fs::create_symlink("target", root_ / "link");
  fs::create_symlink("/nowhere/at/all", root_ / "dangling");
  fs::create_directory_symlink(root_, root_ / "loop");
  ASSERT_EQ(mkfifo((root_ / "pipe").c_str(), 0600), 0);
  auto const files = unpack(pack(read()));
  EXPECT_EQ(files.at("link").type, static_cast<mode_t>(AE_IFLNK));
  EXPECT_EQ(files.at("link").target, "target");
  EXPECT_EQ(files.at("dangling").target, "/nowhere/at/all");
  EXPECT_EQ(files.at("loop").type, static_cast<mode_t>(AE_IFLNK));
  EXPECT_FALSE(files.contains("pipe"));
}

TEST_F(context, archive_has_contents_modes_and_root_as_owner) {
  write("script", "#!/bin/sh\n");
  fs::permissions(root_ / "script", fs::perms(0751));
  std::string const large(700000, 'x');
  write("dir/large", large);
  auto const longest = std::string(120, 'd') + "/" + std::string(150, 'f');
  write(longest, "deep");
  write(
      "gr\xC3\xBC\xC3\x9F"
      "e",
      "umlaut");
  auto const files = unpack(pack(read()));
  EXPECT_EQ(files.at("script").mode, 0751U);
  EXPECT_EQ(files.at("script").uid, 0);
  EXPECT_EQ(files.at("script").gid, 0);
  EXPECT_EQ(files.at("script").content, "#!/bin/sh\n");
  EXPECT_GT(files.at("script").modified, 1000000000);
  EXPECT_EQ(files.at("dir/large").content, large);
  EXPECT_EQ(files.at("dir/").type, static_cast<mode_t>(AE_IFDIR));
  EXPECT_EQ(files.at(longest).content, "deep");
  EXPECT_EQ(files
                .at("gr\xC3\xBC\xC3\x9F"
                    "e")
                .content,
            "umlaut");
}

TEST_F(context, pieces_are_bounded_and_the_same_every_time) {
  write("large", std::string(2000000, 'y'));
  context_tar tar(read());
  std::size_t most = 0;
  while (true) {
    auto const piece = tar.next_piece();
    ASSERT_TRUE(piece.has_value());
    if (piece->empty()) break;
    most = std::max(most, piece->size());
  }
  EXPECT_LT(most, 512U * 1024U);
  EXPECT_GE(most, 256U * 1024U);
  EXPECT_EQ(pack(read()), pack(read()));
}

TEST_F(context, a_dockerfile_from_elsewhere_gets_a_name_of_its_own) {
  auto made = read_context({root_.string(), "", "FROM scratch\nLABEL inline=1\n"});
  ASSERT_TRUE(made.has_value());
  auto const name = made->dockerfile;
  EXPECT_TRUE(name.starts_with(".dockerfile."));
  auto const files = unpack(pack(std::move(*made)));
  EXPECT_EQ(files.at(name).content, "FROM scratch\nLABEL inline=1\n");
  EXPECT_EQ(files.at(".dockerignore").content, ".dockerignore\n" + name + "\n");
  auto const again = read_context({root_.string(), "", "FROM scratch\nLABEL inline=1\n"});
  EXPECT_EQ(again->dockerfile, name);
}

TEST_F(context, an_absolute_dockerfile_outside_is_added_and_hidden) {
  write("app/main.py", "");
  write("app/.dockerignore", "*.log");
  auto made = read_context({(root_ / "app").string(), (root_ / "Dockerfile").string(), std::nullopt});
  ASSERT_TRUE(made.has_value()) << made.error().message;
  auto const name = made->dockerfile;
  auto const files = unpack(pack(std::move(*made)));
  EXPECT_EQ(files.at(name).content, "FROM scratch\n");
  EXPECT_EQ(files.at(".dockerignore").content, "*.log\n" + name + "\n");
}

TEST_F(context, errors_name_what_they_are_about) {
  auto const nowhere = read_context({(root_ / "none").string(), "", std::nullopt});
  ASSERT_FALSE(nowhere.has_value());
  EXPECT_TRUE(nowhere.error().path.ends_with("/none"));
  auto const no_dockerfile = read_context({root_.string(), "Missing", std::nullopt});
  ASSERT_FALSE(no_dockerfile.has_value());
  EXPECT_TRUE(no_dockerfile.error().path.ends_with("/Missing"));
  write("file", "");
  EXPECT_FALSE(read_context({(root_ / "file").string(), "", std::nullopt}).has_value());
  write(".dockerignore", "ok\n[bad\n");
  auto const bad = read_context({root_.string(), "", std::nullopt});
  ASSERT_FALSE(bad.has_value());
  EXPECT_TRUE(bad.error().path.ends_with(".dockerignore:2"));
}

TEST_F(context, a_file_that_vanishes_or_shrinks_is_an_error) {
  write("gone", "x");
  auto vanishing = read();
  fs::remove(root_ / "gone");
  context_tar first(std::move(vanishing));
  auto const vanished = first.next_piece();
  ASSERT_FALSE(vanished.has_value());
  EXPECT_TRUE(vanished.error().path.ends_with("/gone"));
  write("shrinks", std::string(100000, 'z'));
  auto shrinking = read();
  write("shrinks", "z");
  context_tar second(std::move(shrinking));
  auto const shrunk = second.next_piece();
  ASSERT_FALSE(shrunk.has_value());
  EXPECT_TRUE(shrunk.error().path.ends_with("/shrinks"));
}

}  // namespace
}  // namespace dockverify::dockerfile

// The tar that brings secrets and configs into a container is read back by an independent reader.
#include "up/files.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

namespace dockverify::up {
namespace {

struct file {
  std::string content;
  unsigned mode = 0;
  std::int64_t uid = 0;
};

std::map<std::string, file> unpack(std::string const& tar) {
  std::map<std::string, file> out;
  auto* reader = archive_read_new();
  archive_read_support_format_tar(reader);
  EXPECT_EQ(archive_read_open_memory(reader, tar.data(), tar.size()), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
    file f{std::string(static_cast<std::size_t>(archive_entry_size(entry)), '\0'), archive_entry_perm(entry),
           archive_entry_uid(entry)};
    archive_read_data(reader, f.content.data(), f.content.size());
    out[archive_entry_pathname(entry)] = std::move(f);
  }
  archive_read_free(reader);
  return out;
}

TEST(injected_files, have_content_mode_and_owner) {
  compose::project p;
  p.configs["conf"] = {.key = "conf", .content = "a=1\n"};
  p.secrets["token"] = {.key = "token", .content = "hush"};
  compose::service s;
  s.configs.push_back({.source = "conf", .target = "/etc/app.conf", .uid = "1000", .mode = 0440U});
  s.secrets.push_back({.source = "token"});
  auto const tar = injected_files(p, s);
  ASSERT_TRUE(tar);
  auto const files = unpack(*tar);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files.at("etc/app.conf").content, "a=1\n");
  EXPECT_EQ(files.at("etc/app.conf").mode, 0440U);
  EXPECT_EQ(files.at("etc/app.conf").uid, 1000);
  EXPECT_EQ(files.at("run/secrets/token").content, "hush");
  EXPECT_EQ(files.at("run/secrets/token").mode, 0444U);
}

TEST(injected_files, those_on_the_host_are_mounted_instead) {
  compose::project p;
  p.secrets["token"] = {.key = "token", .file = "/srv/token"};
  compose::service s;
  s.secrets.push_back({.source = "token"});
  EXPECT_EQ(injected_files(p, s).value(), "");
}

}  // namespace
}  // namespace dockverify::up

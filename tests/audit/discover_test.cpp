#include "audit/discover.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support.hpp"

namespace dockverify::audit::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(role_of, goes_by_the_name) {
  struct row {
    std::string_view name;
    file_role role;
  };
  for (row const& one : std::initializer_list<row>{{"Dockerfile", file_role::dockerfile},
                                                   {"dockerfile", file_role::dockerfile},
                                                   {"Dockerfile.dev", file_role::dockerfile},
                                                   {"api.Dockerfile", file_role::dockerfile},
                                                   {"Containerfile", file_role::dockerfile},
                                                   {"Dockerfiles", file_role::none},
                                                   {"mydockerfile", file_role::none},
                                                   {"compose.yaml", file_role::compose},
                                                   {"docker-compose.yml", file_role::compose},
                                                   {"compose.override.yaml", file_role::compose},
                                                   {"docker-compose.prod.yml", file_role::compose},
                                                   {"compose-dev.yaml", file_role::compose},
                                                   {"composer.yaml", file_role::none},
                                                   {"compose.json", file_role::none},
                                                   {".dockerignore", file_role::ignore_file},
                                                   {"Dockerfile.dockerignore", file_role::ignore_file},
                                                   {"api.Dockerfile.dockerignore", file_role::ignore_file},
                                                   {"values.yaml", file_role::none},
                                                   {"", file_role::none}})
    EXPECT_EQ(role_of(one.name), one.role) << one.name;
}

std::vector<std::string> relative(project_folder const& folder, std::vector<std::string> const& paths) {
  std::vector<std::string> names;
  for (std::string const& path : paths)
    names.push_back(path == folder.path() ? "." : path.substr(folder.path().size() + 1));
  return names;
}

TEST(discover, finds_projects_and_dockerfiles_below_a_folder) {
  project_folder const folder({{"compose.yaml", ""},
                               {"b/docker-compose.yml", ""},
                               {"b/compose.dev.yaml", ""},
                               {"only/compose.dev.yaml", ""},
                               {"a/Dockerfile", ""},
                               {"a/deep/er/api.Dockerfile", ""},
                               {".hidden/Dockerfile", ""},
                               {".git/Dockerfile", ""},
                               {"node_modules/x/Dockerfile", ""},
                               {"Dockerfile.folder/", ""}});
  found_files const found = discover(folder.path());
  EXPECT_THAT(relative(folder, found.project_directories), ElementsAre(".", "b"));
  EXPECT_THAT(relative(folder, found.dockerfiles),
              ElementsAre(".hidden/Dockerfile", "a/Dockerfile", "a/deep/er/api.Dockerfile"));
  EXPECT_THAT(found.unreadable, IsEmpty());
}

TEST(discover, follows_links_to_files_only) {
  project_folder const folder({{"real/x", "FROM a:1\n"}, {"here/", ""}});
  std::filesystem::create_symlink("../real/x", folder.path("here/Dockerfile"));
  std::filesystem::create_directory_symlink("../here", folder.path("here/loop"));
  std::filesystem::create_symlink("nowhere", folder.path("here/dead.Dockerfile"));
  EXPECT_THAT(relative(folder, discover(folder.path()).dockerfiles), ElementsAre("here/Dockerfile"));
}

TEST(discover, leaves_out_what_gitignore_files_leave_out) {
  project_folder const folder({{".gitignore", "/vendor/\n*.tmp.Dockerfile\n!keep.tmp.Dockerfile\n"},
                               {"vendor/Dockerfile", ""},
                               {"a/vendor/Dockerfile", ""},
                               {"a/x.tmp.Dockerfile", ""},
                               {"a/keep.tmp.Dockerfile", ""},
                               {"a/.gitignore", "out\n"},
                               {"a/out/compose.yaml", ""},
                               {"out/compose.yaml", ""}});
  found_files const found = discover(folder.path());
  EXPECT_THAT(relative(folder, found.dockerfiles), ElementsAre("a/keep.tmp.Dockerfile", "a/vendor/Dockerfile"));
  EXPECT_THAT(relative(folder, found.project_directories), ElementsAre("out"));
}

TEST(discover, says_which_folder_it_could_not_list) {
  project_folder const folder({});
  EXPECT_THAT(discover(folder.path("none")).unreadable, ElementsAre(folder.path("none")));
}

}  // namespace
}  // namespace dockverify::audit::test

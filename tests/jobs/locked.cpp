// A project from dockverify.lock: places in the lock, paths where the stack runs, errors that say what to do.
#include "jobs/locked.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace dockverify::jobs {
namespace {

std::string const head = "schema: dockverify/lock/v1\nenvironment: dev\nfiles: {}\nimages: {}\naccepted: []\n";
std::string const shop =
    "  shop:\n    digests: {}\n    hidden:\n      - services.db.environment.PASSWORD\n    model:\n      name: shop\n"
    "      services:\n        db:\n          image: postgres:17.4\n          environment:\n            PASSWORD: "
    "\"***\"\n"
    "          volumes:\n            - type: bind\n              source: ./data\n              target: /data\n";
std::string const other =
    "  other:\n    digests: {}\n    hidden: []\n    model:\n      name: other\n      services:\n        a:\n"
    "          image: a:1.2\n";

class locked : public testing::Test {
 protected:
  void SetUp() override {
    // Tests run beside each other: each has a folder of its own.
    std::string made = testing::TempDir() + "dockverify_locked.XXXXXX";
    ASSERT_NE(mkdtemp(made.data()), nullptr);
    folder_ = made;
    options_.project.working_directory = folder_.string();
    options_.lock_file = "dockverify.lock";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(std::string const& text) { std::ofstream(folder_ / "dockverify.lock") << text; }
  locked_load load(std::string const& directory = {}) {
    report_ = {};
    return load_locked(options_, directory, report_);
  }
  std::string error() { return report_.errors.empty() ? "" : report_.errors.front().message; }

  std::filesystem::path folder_;
  job_options options_;
  report report_;
};

TEST_F(locked, is_the_model_with_its_places_in_the_lock) {
  write(head + "projects:\n" + shop);
  auto const made = load("/srv/shop");
  ASSERT_TRUE(made.project) << error();
  EXPECT_EQ(made.project->name, "shop");
  EXPECT_THAT(made.hidden, testing::ElementsAre("services.db.environment.PASSWORD"));
  auto const& db = made.project->services.at("db");
  EXPECT_EQ(db.where("image").text(), "dockverify.lock:15:11");
  EXPECT_EQ(db.volumes.at(0).source, "/srv/shop/data");
  EXPECT_EQ(load().project->services.at("db").volumes.at(0).source, (folder_ / "data").string());
}

TEST_F(locked, of_several_projects_is_the_named_one) {
  write(head + "projects:\n" + shop + other);
  EXPECT_FALSE(load().project);
  EXPECT_THAT(error(), testing::HasSubstr("several projects"));
  options_.project.project_name = "other";
  auto const made = load();
  ASSERT_TRUE(made.project) << error();
  EXPECT_TRUE(made.project->services.contains("a"));
  options_.project.project_name = "oter";
  EXPECT_FALSE(load().project);
  EXPECT_THAT(error(), testing::HasSubstr("did you mean `other`"));
}

TEST_F(locked, that_is_not_there_or_no_lock_is_an_error) {
  EXPECT_FALSE(load().project);
  EXPECT_THAT(error(), testing::HasSubstr("dockverify.lock can not be read"));
  EXPECT_EQ(report_.status, exit_status::usage);
  write("services: {}\n");
  EXPECT_FALSE(load().project);
  EXPECT_EQ(report_.errors.front().code, "lock-invalid");
  write(head + "projects: {}\n");
  EXPECT_FALSE(load().project);
  EXPECT_THAT(error(), testing::HasSubstr("no project"));
}

}  // namespace
}  // namespace dockverify::jobs

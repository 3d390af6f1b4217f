// Who really runs.
#include "stack.hpp"

namespace dockverify::drift {
namespace {

class users : public drift_of {
 protected:
  void runs_as(std::int64_t uid, std::int64_t gid) {
    container().facts.init_uid = uid;
    container().facts.init_gid = gid;
    container().facts.processes = {{4242, uid, gid, "/usr/bin/python -m app --token hush"}};
  }
  void declared(std::string const& user) {
    api().user = user;
    inspect()["Config"]["User"] = user;
    relabel();
  }
};
INSTANTIATE_TEST_SUITE_P(engines, users, testing::Values(20, 28));

TEST_P(users, root_although_another_user_is_declared) {
  runs_as(0, 1000);
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR033");
  EXPECT_EQ(f.level, severity::error);
  EXPECT_EQ(f.how, drift_class::not_enforced);
  EXPECT_EQ(f.actual, "uid 0");
  EXPECT_EQ(f.where.line, 4);
  EXPECT_TRUE(has_evidence(f, "Config.User", "1000:1000"));
  EXPECT_TRUE(has_evidence(f, "/proc", "uid 0: python (1)"));
  for (auto const& e : f.evidences) EXPECT_THAT(e.text, testing::Not(testing::HasSubstr("hush")));
}

TEST_P(users, another_user_than_declared) {
  runs_as(33, 1000);
  EXPECT_EQ(only().level, severity::warning);
}

TEST_P(users, another_group_than_declared) {
  runs_as(1000, 0);
  EXPECT_EQ(only().actual, "gid 0");
}

TEST_P(users, configured_and_running_as_root_is_one_finding) {
  inspect()["Config"]["User"] = "";
  container().facts.init_uid = 0;
  container().facts.processes[0].uid = 0;
  auto const f = only();
  EXPECT_EQ(f.field, "Config.User");
  EXPECT_EQ(f.level, severity::error);
  EXPECT_TRUE(has_evidence(f, "/proc", "uid 0"));
}

TEST_P(users, an_entrypoint_that_drops_is_as_intended) {
  declared("");
  runs_as(999, 999);
  EXPECT_TRUE(findings().empty()) << all(findings());
  container().facts.processes = {{1, 0, 0, "nginx: master"}, {2, 101, 101, "nginx: worker"}};
  container().facts.init_uid = 0;
  EXPECT_TRUE(findings().empty()) << all(findings());
}

TEST_P(users, the_images_user_is_declared_too) {
  api().user.clear();
  live.images["shop/api:1"].inspect["Config"]["User"] = "1000";
  inspect()["Config"]["User"] = "1000";
  relabel();
  EXPECT_TRUE(findings().empty()) << all(findings());
  runs_as(0, 0);
  EXPECT_EQ(only().rule, "DVR033");
}

TEST_P(users, a_name_is_met_by_any_uid_but_roots) {
  declared("app");
  runs_as(1234, 1234);
  EXPECT_TRUE(findings().empty()) << all(findings());
  runs_as(0, 0);
  EXPECT_EQ(only().level, severity::error);
}

TEST_P(users, root_by_name_is_root) {
  declared("root:root");
  runs_as(0, 0);
  EXPECT_TRUE(findings().empty()) << all(findings());
}

TEST_P(users, another_process_as_root) {
  container().facts.processes.push_back({4300, 0, 0, "sh -c something"});
  auto const f = only();
  EXPECT_EQ(f.actual, "1 process with uid 0");
  EXPECT_TRUE(has_evidence(f, "/proc", "uid 0: sh (1)"));
}

TEST_P(users, ids_of_a_user_namespace_are_read_from_inside) {
  container().facts.uid_ranges = {{0, 100000, 65536}};
  container().facts.gid_ranges = {{0, 100000, 65536}};
  runs_as(101000, 101000);
  EXPECT_TRUE(findings().empty()) << all(findings());
  runs_as(100000, 101000);
  EXPECT_EQ(only().actual, "uid 0");
}

TEST_P(users, unknown_is_never_a_pass) {
  container().facts.init_uid.reset();
  container().facts.init_gid.reset();
  container().facts.processes.clear();
  container().facts.undetermined["user"] = "the engine is remote";
  auto const result = judged();
  EXPECT_TRUE(result.findings.empty());
  EXPECT_EQ(result.checks.undetermined, 3U);
  EXPECT_EQ(result.checks.executed, result.checks.passed + 3U);
  EXPECT_EQ(result.undetermined[0].why, "the engine is remote");
  EXPECT_EQ(result.undetermined[0].container, "shop-api-1");
}

TEST_P(users, added_groups) {
  api().group_add = {"44", "video"};
  inspect()["HostConfig"]["GroupAdd"] = {"44", "video"};
  relabel();
  container().facts.groups = {44, 1000};
  EXPECT_TRUE(findings().empty()) << all(findings());
  container().facts.groups = {1000};
  EXPECT_THAT(only().message, testing::HasSubstr("44"));
  container().facts.undetermined["groups"] = "remote";
  EXPECT_TRUE(undetermined("group_add"));
}

TEST_P(users, nothing_is_said_about_a_container_that_does_not_run) {
  inspect()["State"]["Status"] = "exited";
  runs_as(0, 0);
  for (auto const& f : findings()) EXPECT_NE(f.rule, "DVR033");
}

}  // namespace
}  // namespace dockverify::drift

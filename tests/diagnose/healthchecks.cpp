// Containers that run, but whose check fails, hangs or can't be run at all.
#include "contexts.hpp"

namespace dockverify::diagnose {
namespace {

using namespace dockverify::diagnose::testing;

TEST(healthcheck_tool, missing_for_the_engine) {
  finding const f = explain(checked(-1,
                                    "OCI runtime exec failed: exec failed: unable to start container process: exec: "
                                    "\"curl\": executable file not found in $PATH: unknown"));
  EXPECT_EQ(f.rule, "DVS052");
  EXPECT_EQ(f.message, "the healthcheck calls curl, which the image does not have");
}

TEST(healthcheck_tool, missing_for_the_shell) {
  EXPECT_EQ(explain(checked(127, "/bin/sh: 1: curl: not found\n")).message,
            "the healthcheck calls curl, which the image does not have");
  EXPECT_EQ(explain(checked(127, "/bin/sh: wget: not found\n")).message,
            "the healthcheck calls wget, which the image does not have");
  EXPECT_EQ(rule_of(checked(127, "bash: line 1: curl: command not found")), "DVS052");
}

TEST(healthcheck_tool, missing_for_the_eager_probe) {
  failure_context c = checked(0, "", "starting");
  c.probe_exit_code = 127;
  c.probe_output = "sh: curl: not found";
  EXPECT_EQ(rule_of(c), "DVS052");
}

TEST(healthcheck_tool, there_but_the_page_is_not) {
  EXPECT_EQ(rule_of(checked(22, "curl: (22) The requested URL returned error: 404 Not Found")), "DVS054");
}

TEST(healthcheck_timeout, of_both_engines) {
  finding const f = explain(checked(-1, "Health check exceeded timeout (1s)"));
  EXPECT_EQ(f.rule, "DVS053");
  EXPECT_EQ(f.message, "the healthcheck takes longer than its timeout of 1s");
  EXPECT_EQ(rule_of(checked(-1, "Health check exceeded timeout (3s): connecting...\n")), "DVS053");
}

TEST(unhealthy, quotes_the_check) {
  failure_context c = checked(1, "connection refused\n");
  c.health_where = {std::make_shared<std::string const>("compose.yaml"), 9, 7};
  c.where = {c.health_where.file, 3, 3};
  finding const f = explain(c);
  EXPECT_EQ(f.rule, "DVS054");
  EXPECT_EQ(f.where.line, 9);
  ASSERT_FALSE(f.evidences.empty());
  EXPECT_EQ(f.evidences[0].text, "connection refused\n");
}

TEST(unhealthy, is_not_said_of_a_stopped_container) {
  // Pausing or stopping makes the engine report "unhealthy" without any failed check.
  failure_context c = exited(1);
  c.inspect["State"]["Health"] = {{"Status", "unhealthy"}, {"FailingStreak", 0}, {"Log", nlohmann::json::array()}};
  EXPECT_NE(rule_of(c), "DVS054");
}

TEST(unhealthy, is_not_said_of_a_passing_check) {
  EXPECT_NE(rule_of(checked(0, "ok", "healthy")), "DVS054");
}

}  // namespace
}  // namespace dockverify::diagnose

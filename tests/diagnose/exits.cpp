// Containers that ended: exit codes, signals, memory, restarts.
#include "contexts.hpp"

namespace dockverify::diagnose {
namespace {

using namespace dockverify::diagnose::testing;

TEST(exit_codes, have_their_conventional_meaning) {
  EXPECT_EQ(describe_exit_code(137), "137 (killed by SIGKILL)");
  EXPECT_EQ(describe_exit_code(127), "127 (command not found)");
  EXPECT_EQ(describe_exit_code(42), "42");
}

TEST(out_of_memory, needs_the_flag_or_the_event) {
  failure_context c = exited(137);
  c.inspect["State"]["OOMKilled"] = true;
  c.memory_limit = 64 * 1024 * 1024;
  finding const f = explain(c);
  EXPECT_EQ(f.rule, "DVS043");
  EXPECT_EQ(f.message, "it was killed for using more memory than its memory limit of 64 MiB");

  c = exited(137);
  c.events = {{1, "oom", "", ""}, {2, "die", "137", ""}};
  EXPECT_EQ(rule_of(c), "DVS043");
  EXPECT_NE(rule_of(exited(137)), "DVS043");
}

TEST(out_of_memory, of_a_child_says_so) {
  failure_context c = exited(1);
  c.inspect["State"]["OOMKilled"] = true;
  EXPECT_NE(explain(c).message.find("a process inside"), std::string::npos);
}

TEST(sigkill, after_an_unanswered_stop) {
  failure_context c = exited(137);
  c.events = {{1, "kill", "", "15"}, {2, "kill", "", "9"}, {3, "die", "137", ""}};
  EXPECT_EQ(rule_of(c), "DVS044");
  c.events = {{1, "kill", "", "15"}, {2, "die", "143", ""}};
  c.inspect["State"]["ExitCode"] = 143;
  EXPECT_NE(rule_of(c), "DVS044");
}

TEST(sigkill, from_elsewhere) {
  EXPECT_EQ(rule_of(exited(137)), "DVS045");
  failure_context c = exited(137);
  c.events = {{1, "kill", "", "9"}};
  EXPECT_EQ(rule_of(c), "DVS045");
  EXPECT_NE(rule_of(exited(1)), "DVS045");
}

TEST(crash, by_its_own_signal) {
  EXPECT_EQ(rule_of(exited(139)), "DVS046");
  EXPECT_EQ(rule_of(exited(134)), "DVS046");
  EXPECT_NE(rule_of(exited(1)), "DVS046");
  EXPECT_EQ(rule_of(exited(132)), "DVS047");
  EXPECT_EQ(rule_of(exited(1, {"Fatal glibc error: CPU does not support x86-64-v2"})), "DVS047");
}

TEST(end_without_error, is_a_failure_of_a_service_but_not_of_a_task) {
  EXPECT_EQ(rule_of(exited(0)), "DVS048");
  failure_context task = exited(0);
  task.one_shot = true;
  EXPECT_NE(rule_of(task), "DVS048");
}

TEST(end_without_error, by_a_stop_is_no_matter_of_the_foreground) {
  EXPECT_EQ(explain(exited(143)).message, "it was told to stop (SIGTERM) and did");
}

TEST(one_shot, that_failed) {
  failure_context c = exited(3);
  c.one_shot = true;
  finding const f = explain(c);
  EXPECT_EQ(f.rule, "DVS057");
  EXPECT_EQ(f.message, "the task ended with exit code 3 instead of 0");
  EXPECT_EQ(rule_of(exited(3)), "DVS000");
}

TEST(one_shot, whose_log_tells_more) {
  failure_context c = exited(1, {"ModuleNotFoundError: No module named 'alembic'"});
  c.one_shot = true;
  EXPECT_EQ(rule_of(c), "DVS073");
}

TEST(crash_loop, looks_like_running) {
  failure_context c = service();
  // Back-off: the engine says running although there is no process.
  c.inspect = {{"State", {{"Status", "restarting"}, {"Running", true}, {"Pid", 0}, {"ExitCode", 1}}},
               {"RestartCount", 4}};
  finding const f = explain(c);
  EXPECT_EQ(f.rule, "DVS080");
  EXPECT_EQ(f.message, "it ends and is restarted over and over, last with exit code 1 (the program's own error)");

  c.inspect = {{"State", {{"Status", "running"}, {"Running", true}, {"ExitCode", 0}}}, {"RestartCount", 2}};
  c.events = {{1, "die", "7", ""}};
  EXPECT_EQ(explain(c).message, "it ends and is restarted over and over, last with exit code 7");

  c.inspect["RestartCount"] = 0;
  c.events.clear();
  EXPECT_NE(rule_of(c), "DVS080");
}

TEST(crash_loop, gives_way_to_what_the_log_says) {
  failure_context c = service();
  c.inspect = {{"State", {{"Status", "restarting"}, {"ExitCode", 1}}}, {"RestartCount", 4}};
  c.log_tail = {
      "sqlalchemy.exc.OperationalError: could not translate host name \"db\" to address: Name or service not known"};
  EXPECT_EQ(rule_of(c), "DVS061");
}

TEST(general, speaks_of_the_exit_code) {
  finding const f = explain(exited(1));
  EXPECT_EQ(f.rule, "DVS000");
  EXPECT_EQ(f.message, "it ended with exit code 1 (the program's own error)");
}

TEST(general, speaks_of_the_deadline) {
  failure_context c = service();
  c.timed_out = true;
  c.waiting_for = "postgres to be healthy";
  EXPECT_EQ(explain(c).message, "it was not ready when the deadline passed; it waited for postgres to be healthy");
}

TEST(general, never_leaves_anything_unexplained) {
  finding const f = explain(failure_context{});
  EXPECT_EQ(f.rule, "DVS000");
  EXPECT_EQ(f.kind, finding_kind::startup);
  EXPECT_FALSE(f.message.empty());
}

}  // namespace
}  // namespace dockverify::diagnose

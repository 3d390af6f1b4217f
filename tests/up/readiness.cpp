// Ready, failed, or still to come: every order of starts, exits, restarts, health and probes.
#include "up/readiness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dockverify::up {
namespace {

using compose::dependency_condition;
using state = readiness::state;
using std::chrono::milliseconds;
using testing::HasSubstr;

readiness_policy plain() {
  return {};
}
readiness_policy checked() {
  return {.healthcheck = true, .retries = 3};
}
readiness_policy always() {
  return {.restarts = true, .restarts_on_success = true};
}
readiness_policy one_shot() {
  return {.one_shot = true};
}

container_state running() {
  return {.status = "running"};
}
container_state exited(int code) {
  return {.status = "exited", .exit_code = code};
}
container_state restarting(int count, int code) {
  return {.status = "restarting", .exit_code = code, .restart_count = count};
}
container_state health(std::string status, int streak = 0) {
  return {.status = "running", .health = std::move(status), .failing_streak = streak};
}

readiness started(readiness_policy policy) {
  readiness machine(policy);
  machine.on_started(milliseconds{100}, milliseconds{0}, 0);
  return machine;
}

TEST(readiness, without_a_check_it_has_to_stay_up_for_the_window) {
  auto machine = started(plain());
  machine.on_state(running(), milliseconds{200});
  EXPECT_EQ(machine.current(), state::started);
  EXPECT_EQ(machine.next_time(), milliseconds{3100});
  machine.on_time(milliseconds{3099});
  EXPECT_EQ(machine.current(), state::started);
  machine.on_time(milliseconds{3100});
  EXPECT_EQ(machine.current(), state::ready);
  EXPECT_EQ(machine.how(), ready_by::running);
  EXPECT_EQ(machine.ready_at(), milliseconds{3100});
}

TEST(readiness, the_window_never_delays_who_waits_for_the_start) {
  auto const machine = started(plain());
  EXPECT_TRUE(machine.satisfies(dependency_condition::started));
  EXPECT_FALSE(machine.satisfies(dependency_condition::healthy));
}

TEST(readiness, what_ran_before_has_its_age) {
  readiness machine(plain());
  machine.on_started(milliseconds{50}, milliseconds{3000}, 7);
  EXPECT_EQ(machine.current(), state::ready);
}

TEST(readiness, restarts_before_the_run_do_not_count) {
  readiness machine(always());
  machine.on_started(milliseconds{50}, milliseconds{10}, 7);
  machine.on_state({.status = "running", .restart_count = 7}, milliseconds{60});
  EXPECT_EQ(machine.current(), state::started);
}

TEST(readiness, a_restart_within_the_window_is_a_failure_though_it_runs_again) {
  auto machine = started(always());
  machine.on_state({.status = "running", .exit_code = 1, .restart_count = 1}, milliseconds{500});
  EXPECT_EQ(machine.current(), state::failed);
  EXPECT_THAT(machine.reason(), HasSubstr("restarted once"));
}

TEST(readiness, back_off_is_not_running) {
  auto machine = started(always());
  machine.on_state(restarting(0, 7), milliseconds{500});
  machine.on_time(milliseconds{10000});
  EXPECT_EQ(machine.current(), state::started);
}

struct exit_case {
  char const* name;
  readiness_policy policy;
  container_state seen;
  state result;
  ready_by how;
};
void PrintTo(exit_case const& c, std::ostream* out) {
  *out << c.name;
}
class exit_test : public testing::TestWithParam<exit_case> {};

TEST_P(exit_test, is_judged) {
  auto machine = started(GetParam().policy);
  machine.on_state(GetParam().seen, milliseconds{500});
  EXPECT_EQ(machine.current(), GetParam().result) << machine.reason();
  EXPECT_EQ(machine.how(), GetParam().how);
}

exit_case const exits[] = {
    {"zero_is_completed", plain(), exited(0), state::ready, ready_by::completed},
    {"other_codes_fail", plain(), exited(3), state::failed, ready_by::none},
    {"one_shot_zero", one_shot(), exited(0), state::ready, ready_by::completed},
    {"one_shot_other", one_shot(), exited(1), state::failed, ready_by::none},
    {"a_checked_service_has_to_stay", checked(), exited(0), state::failed, ready_by::none},
    {"a_service_that_is_always_restarted_has_to_stay", always(), exited(0), state::failed, ready_by::none},
    {"out_of_memory",
     plain(),
     {.status = "exited", .exit_code = 137, .oom_killed = true},
     state::failed,
     ready_by::none},
    {"a_killed_child_is_no_failure",
     plain(),
     {.status = "exited", .exit_code = 0, .oom_killed = true},
     state::ready,
     ready_by::completed},
    {"start_error", plain(), {.status = "created", .error = "no such file"}, state::failed, ready_by::none},
    {"created_without_error_waits", plain(), {.status = "created"}, state::started, ready_by::none},
    {"paused_waits", plain(), {.status = "paused"}, state::started, ready_by::none},
};
INSTANTIATE_TEST_SUITE_P(readiness, exit_test, testing::ValuesIn(exits),
                         [](auto const& info) { return std::string(info.param.name); });

TEST(readiness, the_engines_verdict_counts) {
  auto machine = started(checked());
  machine.on_state(health("starting"), milliseconds{200});
  EXPECT_EQ(machine.current(), state::started);
  machine.on_state(health("healthy"), milliseconds{900});
  EXPECT_EQ(machine.current(), state::ready);
  EXPECT_EQ(machine.how(), ready_by::engine);
  EXPECT_TRUE(machine.satisfies(dependency_condition::healthy));
}

TEST(readiness, our_own_run_of_the_check_counts_at_once) {
  auto machine = started(checked());
  machine.on_probe_success(milliseconds{300});
  EXPECT_EQ(machine.how(), ready_by::eager);
  EXPECT_TRUE(machine.satisfies(dependency_condition::healthy));
}

TEST(readiness, unless_only_the_engines_word_is_wanted) {
  auto policy = checked();
  policy.trust_probe = false;
  auto machine = started(policy);
  machine.on_probe_success(milliseconds{300});
  EXPECT_EQ(machine.current(), state::started);
}

TEST(readiness, unhealthy_counts_only_with_enough_failures_while_it_runs) {
  auto machine = started(checked());
  // After a stop or in back-off the engine shows unhealthy without any failed check (compose.md 1.2).
  machine.on_state(health("unhealthy", 0), milliseconds{300});
  EXPECT_EQ(machine.current(), state::started);
  machine.on_state({.status = "restarting", .health = "unhealthy", .failing_streak = 5}, milliseconds{400});
  EXPECT_EQ(machine.current(), state::started);
  machine.on_state(health("unhealthy", 3), milliseconds{500});
  EXPECT_EQ(machine.current(), state::failed);
}

TEST(readiness, a_checked_service_may_restart_a_few_times) {
  auto policy = checked();
  policy.restarts = true;
  auto machine = started(policy);
  machine.on_state({.status = "running", .restart_count = 2, .health = "starting"}, milliseconds{900});
  EXPECT_EQ(machine.current(), state::started);
  machine.on_state({.status = "running", .restart_count = 2, .health = "healthy"}, milliseconds{1900});
  EXPECT_EQ(machine.current(), state::ready);
}

TEST(readiness, but_not_for_ever) {
  auto policy = checked();
  policy.restarts = true;
  auto machine = started(policy);
  machine.on_state(restarting(5, 1), milliseconds{3000});
  EXPECT_EQ(machine.current(), state::failed);
  EXPECT_THAT(machine.reason(), HasSubstr("crash loop"));
}

TEST(readiness, a_one_shot_is_not_ready_by_running) {
  auto machine = started(one_shot());
  machine.on_state(running(), milliseconds{5000});
  machine.on_time(milliseconds{60000});
  EXPECT_EQ(machine.current(), state::started);
  EXPECT_FALSE(machine.satisfies(dependency_condition::completed));
  machine.on_state(exited(0), milliseconds{61000});
  EXPECT_TRUE(machine.satisfies(dependency_condition::completed));
}

TEST(readiness, what_was_ready_and_ends_is_not_ready_any_more) {
  auto machine = started(checked());
  machine.on_state(health("healthy"), milliseconds{900});
  machine.on_state(exited(1), milliseconds{1500});
  EXPECT_EQ(machine.current(), state::failed);
}

TEST(readiness, a_completed_one_stays_completed) {
  auto machine = started(plain());
  machine.on_state(exited(0), milliseconds{900});
  machine.on_state(exited(0), milliseconds{1500});
  EXPECT_TRUE(machine.completed());
}

TEST(readiness, a_late_probe_of_a_container_that_has_ended_is_nothing) {
  auto machine = started(checked());
  machine.on_state(exited(1), milliseconds{500});
  machine.on_probe_success(milliseconds{600});
  EXPECT_EQ(machine.current(), state::failed);
}

TEST(state_of, reads_what_inspect_shows) {
  auto const seen = state_of(
      nlohmann::json::parse(R"({"RestartCount": 2, "State": {"Status": "running", "ExitCode": 1, "OOMKilled": true,
    "Health": {"Status": "unhealthy", "FailingStreak": 4, "Log": [{"Output": "first"}, {"Output": "refused"}]}}})"));
  EXPECT_EQ(seen.status, "running");
  EXPECT_EQ(seen.restart_count, 2);
  EXPECT_EQ(seen.health, "unhealthy");
  EXPECT_EQ(seen.failing_streak, 4);
  EXPECT_EQ(seen.last_probe_output, "refused");
  EXPECT_TRUE(seen.oom_killed);
}

TEST(state_of, an_empty_health_is_none) {
  EXPECT_FALSE(state_of(nlohmann::json::parse(R"({"State": {"Health": {"Status": ""}}})")).health);
  EXPECT_FALSE(state_of(nlohmann::json::parse(R"({"State": {"Health": null}})")).health);
  EXPECT_FALSE(state_of(nlohmann::json::parse(R"([1])")).health);
}

}  // namespace
}  // namespace dockverify::up

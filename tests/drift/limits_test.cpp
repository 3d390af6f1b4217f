// Declared and configured alike, but not in force.
#include "stack.hpp"

namespace dockverify::drift {
namespace {

using limits = drift_of;
INSTANTIATE_TEST_SUITE_P(engines, limits, testing::Values(20, 28));

TEST_P(limits, memory_that_nobody_enforces) {
  container().facts.memory->value = std::nullopt;
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR011");
  EXPECT_EQ(f.how, drift_class::not_enforced);
  EXPECT_EQ(f.level, severity::error);
  EXPECT_EQ(f.actual, "unlimited");
  EXPECT_EQ(f.field, "HostConfig.Memory");
  EXPECT_TRUE(has_evidence(f, "memory.limit_in_bytes", "unlimited"));
}

TEST_P(limits, memory_rounded_to_pages_is_the_same) {
  container().facts.memory->value = 268435456 - 4096;
  EXPECT_TRUE(findings().empty());
}

TEST_P(limits, larger_and_tighter) {
  container().facts.memory->value = 536870912;
  EXPECT_EQ(only().level, severity::warning);
  container().facts.memory->value = 134217728;
  EXPECT_EQ(only().level, severity::info);
}

TEST_P(limits, processes) {
  container().facts.pids->value = std::nullopt;
  EXPECT_EQ(only().rule, "DVR029");
  EXPECT_EQ(only().level, severity::error);
}

TEST_P(limits, cpus_within_a_thousandth) {
  container().facts.cpus->value = 0.5004;
  EXPECT_TRUE(findings().empty());
  container().facts.cpus->value = 0.52;
  EXPECT_EQ(only().rule, "DVR012");
  container().facts.cpus->value = std::nullopt;
  EXPECT_EQ(only().level, severity::warning);
}

TEST_P(limits, swap_is_compared_when_declared) {
  container().facts.swap->value = std::nullopt;
  EXPECT_TRUE(findings().empty());
  api().memswap_limit = 536870912;
  relabel();
  EXPECT_EQ(only().how, drift_class::not_enforced);
  container().facts.swap->value = 268435456;
  EXPECT_TRUE(findings().empty());
}

TEST_P(limits, unlimited_swap_is_met_by_any) {
  api().memswap_limit = -1;
  inspect()["HostConfig"]["MemorySwap"] = -1;
  container().facts.swap->value = std::nullopt;
  relabel();
  EXPECT_TRUE(findings().empty()) << all(findings());
}

TEST_P(limits, deploys_form_wins) {
  api().deploy.emplace();
  api().deploy->limits.emplace();
  api().deploy->limits->memory = 134217728;
  inspect()["HostConfig"]["Memory"] = 134217728;
  container().facts.memory->value = 134217728;
  relabel();
  EXPECT_TRUE(findings().empty()) << all(findings());
}

TEST_P(limits, ulimits_bind_by_their_hard_side) {
  container().facts.rlimits["nofile"] = {4096, 4096};
  EXPECT_TRUE(findings().empty()) << "a program may raise its soft limit";
  container().facts.rlimits["nofile"] = {1024, std::nullopt};
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR019");
  EXPECT_EQ(f.actual, "1024:unlimited");
  container().facts.rlimits["nofile"] = {512, 1024};
  EXPECT_EQ(only().level, severity::info);
}

TEST_P(limits, unknown_is_never_a_pass) {
  container().facts.memory.reset();
  container().facts.cpus.reset();
  container().facts.pids.reset();
  container().facts.rlimits.clear();
  container().facts.undetermined["cpus"] = "the engine is remote and its API does not show it";
  auto const result = judged();
  EXPECT_TRUE(result.findings.empty());
  EXPECT_EQ(result.checks.undetermined, 4U);
  EXPECT_TRUE(undetermined("cpus"));
}

TEST_P(limits, a_limit_above_the_machine_cannot_be_told_from_none_by_statistics) {
  api().mem_limit = 16000000000;
  inspect()["HostConfig"]["Memory"] = 16000000000;
  relabel();
  container().facts.memory = {std::nullopt, "GET /containers/{id}/stats memory_stats.limit"};
  EXPECT_TRUE(findings().empty()) << all(findings());
  EXPECT_TRUE(undetermined("memory"));
}

TEST_P(limits, nothing_declared_is_nothing_checked) {
  auto const before = judged().checks.executed;
  api().pids_limit = 0;
  inspect()["HostConfig"]["PidsLimit"] = json();
  container().facts.pids->value = std::nullopt;
  relabel();
  auto const result = judged();
  EXPECT_TRUE(result.findings.empty()) << all(result.findings);
  EXPECT_EQ(result.checks.executed, before - 1);
}

}  // namespace
}  // namespace dockverify::drift

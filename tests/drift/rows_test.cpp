// Declared against configured, with how each difference came about and what ends it.
#include "stack.hpp"

namespace dockverify::drift {
namespace {

using rows = drift_of;
INSTANTIATE_TEST_SUITE_P(engines, rows, testing::Values(20, 28));

TEST_P(rows, a_stack_as_declared_has_no_findings) {
  auto const result = judged();
  EXPECT_TRUE(result.findings.empty()) << all(result.findings);
  EXPECT_TRUE(result.undetermined.empty());
  EXPECT_GT(result.checks.executed, 60U);
  EXPECT_EQ(result.checks.passed, result.checks.executed);
}

TEST_P(rows, a_limit_raised_on_the_live_container_is_mutated) {
  inspect()["HostConfig"]["Memory"] = 536870912;
  container().facts.memory->value = 536870912;
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR011");
  EXPECT_EQ(f.name, "memory");
  EXPECT_EQ(f.kind, finding_kind::drift);
  EXPECT_EQ(f.how, drift_class::mutated);
  EXPECT_EQ(f.level, severity::warning);
  EXPECT_EQ(f.field, "HostConfig.Memory");
  EXPECT_EQ(f.service, "api");
  EXPECT_EQ(f.container, "shop-api-1");
  EXPECT_EQ(f.where.line, 5);
  EXPECT_THAT(f.fix, testing::HasSubstr("docker update --memory 256m --memory-swap 512m shop-api-1"));
  EXPECT_TRUE(has_evidence(f, "compose.yaml:5:5", "256 MiB"));
  EXPECT_TRUE(has_evidence(f, "GET /containers/{id}/json HostConfig.Memory", "512 MiB"));
  EXPECT_TRUE(has_evidence(f, "memory.limit_in_bytes", "512 MiB"));
  EXPECT_THAT(f.aliases, testing::ElementsAre("CIS 5.11"));
}

TEST_P(rows, a_limit_that_is_gone_is_an_error) {
  inspect()["HostConfig"]["Memory"] = 0;
  container().facts.memory->value = std::nullopt;
  auto const result = judged();
  ASSERT_EQ(result.findings.size(), 1U) << all(result.findings);
  EXPECT_EQ(result.findings[0].level, severity::error);
  // The row and the effective check both failed; one finding tells both.
  EXPECT_EQ(result.checks.failed, 2U);
}

TEST_P(rows, a_tighter_limit_is_only_told) {
  inspect()["HostConfig"]["PidsLimit"] = 50;
  container().facts.pids->value = 50;
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR029");
  EXPECT_EQ(f.level, severity::info);
  EXPECT_EQ(f.fix, "docker update --pids-limit 100 shop-api-1");
}

TEST_P(rows, a_changed_file_makes_the_container_stale) {
  api().working_dir = "/srv";
  auto const found = findings();
  ASSERT_EQ(found.size(), 2U) << all(found);
  EXPECT_EQ(found[0].how, drift_class::stale);
  EXPECT_EQ(found[0].fix, "dockverify up api");
  EXPECT_EQ(found[1].rule, "DVR052");
  EXPECT_EQ(found[1].level, severity::warning);
}

TEST_P(rows, another_hash_alone_is_a_hint) {
  container().config_hash = std::string(64, '0');
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR052");
  EXPECT_EQ(f.level, severity::info);
}

TEST_P(rows, both_dialects_of_the_hash_count) {
  container().config_hash = compose::config_hash(api(), compose::hash_dialect::compose_5);
  EXPECT_TRUE(findings().empty());
}

TEST_P(rows, without_a_hash_the_container_is_foreign) {
  container().config_hash.clear();
  inspect()["HostConfig"]["Memory"] = 536870912;
  EXPECT_EQ(only().how, drift_class::foreign);
}

TEST_P(rows, lost_protection_is_an_error) {
  api().read_only = true;
  api().cap_drop = {"ALL"};
  relabel();
  auto const found = findings();
  ASSERT_EQ(found.size(), 2U) << all(found);
  for (auto const& f : found) {
    EXPECT_EQ(f.level, severity::error);
    EXPECT_EQ(f.how, drift_class::foreign);
  }
}

TEST_P(rows, more_protection_than_declared_is_only_told) {
  inspect()["HostConfig"]["ReadonlyRootfs"] = true;
  EXPECT_EQ(only().level, severity::info);
}

TEST_P(rows, privileged_without_declaration_is_an_error) {
  container().config_hash.clear();
  inspect()["HostConfig"]["Privileged"] = true;
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR005");
  EXPECT_EQ(f.level, severity::error);
}

TEST_P(rows, restart_policy_changed_live) {
  api().restart = "unless-stopped";
  relabel();
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR015");
  EXPECT_EQ(f.how, drift_class::mutated);
  EXPECT_EQ(f.fix, "docker update --restart unless-stopped shop-api-1");
}

TEST_P(rows, values_of_the_environment_are_never_told) {
  inspect()["Config"]["Env"] = {"TOKEN=other-secret", "PATH=/usr/bin"};
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR049");
  auto text = f.message + f.expected.value_or("") + f.actual.value_or("") + f.fix + f.advice;
  for (auto const& e : f.evidences) text += e.source + e.text;
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("hush")));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("other-secret")));
  EXPECT_THAT(text, testing::HasSubstr("TOKEN"));
}

TEST_P(rows, a_renamed_container_keeps_its_declared_aliases) {
  container().name = "renamed";
  EXPECT_TRUE(findings().empty()) << all(findings());
}

TEST_P(rows, foreign_json_of_any_shape_is_no_crash) {
  for (
      auto const* text :
      {"null", "[]", "5",
       R"({"HostConfig":5,"Config":[],"NetworkSettings":{"Networks":[],"Ports":"x"},"State":7,"Mounts":{}})",
       R"({"HostConfig":{"PortBindings":{"80":[5,{"HostIp":7}]},"Ulimits":{"a":1},"Binds":5},"Mounts":[5],"Config":{"Labels":[],"Env":[1]}})"}) {
    inspect() = json::parse(text);
    EXPECT_FALSE(findings().empty()) << text;
  }
  live.networks[0].inspect = json::parse(R"({"IPAM":{"Config":[5]},"Containers":[1],"Options":5})");
  live.images["shop/api:1"].inspect = json(5);
  EXPECT_FALSE(findings().empty());
}

}  // namespace
TEST_P(rows, a_value_that_the_lock_does_not_hold_is_not_determined) {
  api().environment["TOKEN"] = "***";
  how.hidden = {"services.api.environment.TOKEN", "services.other.environment.X"};
  auto const result = judged();
  EXPECT_TRUE(result.findings.empty()) << all(result.findings);
  ASSERT_EQ(result.undetermined.size(), 1U);
  EXPECT_EQ(result.undetermined[0].name, "environment.TOKEN");
}

}  // namespace dockverify::drift

// Who is there, and in which state.
#include "stack.hpp"

namespace dockverify::drift {
namespace {

class population : public drift_of {
 protected:
  observe::live_container& add(std::string const& service, std::string const& name, int number) {
    auto copy = container();
    copy.id = std::string(64, static_cast<char>('0' + number));
    copy.name = name;
    copy.service = service;
    copy.number = number;
    live.containers.push_back(copy);
    return live.containers.back();
  }
  [[nodiscard]] std::vector<finding> of_rule(std::string const& rule) const {
    std::vector<finding> out;
    for (auto const& f : findings()) {
      if (f.rule == rule) out.push_back(f);
    }
    return out;
  }
  finding state(json const& value) {
    inspect()["State"].merge_patch(value);
    return only();
  }
};
INSTANTIATE_TEST_SUITE_P(engines, population, testing::Values(20, 28));

TEST_P(population, a_service_without_container) {
  live.networks[0].inspect["Containers"] = json::object();
  live.containers.clear();
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR040");
  EXPECT_EQ(f.level, severity::error);
  EXPECT_EQ(f.expected, "1");
  EXPECT_EQ(f.actual, "0");
  EXPECT_EQ(f.fix, "dockverify up api");
}

TEST_P(population, too_few_and_too_many_replicas) {
  api().scale = 2;
  EXPECT_EQ(only().actual, "1");
  api().scale = 0;
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR053");
  EXPECT_EQ(f.level, severity::warning);
}

TEST_P(population, orphans_of_the_project) {
  add("gone", "shop-gone-1", 1);
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR053");
  EXPECT_EQ(f.container, "shop-gone-1");
  EXPECT_EQ(f.level, severity::warning);
  how.services = {"api"};
  EXPECT_TRUE(findings().empty());
}

TEST_P(population, one_offs_are_no_orphans) {
  add("gone", "shop-gone-run-1", 1).one_off = true;
  EXPECT_TRUE(findings().empty());
}

TEST_P(population, a_service_whose_profile_is_off_is_only_told) {
  project.disabled_services["debug"].name = "debug";
  add("debug", "shop-debug-1", 1);
  EXPECT_EQ(only().level, severity::info);
}

TEST_P(population, only_selected_services_are_judged) {
  project.services["db"].name = "db";
  how.services = {"api"};
  EXPECT_TRUE(findings().empty()) << all(findings());
  how.services.clear();
  EXPECT_FALSE(findings().empty());
}

TEST_P(population, states) {
  auto const restarting = state({{"Status", "restarting"}, {"ExitCode", 1}});
  EXPECT_EQ(restarting.rule, "DVR041");
  EXPECT_EQ(restarting.kind, finding_kind::health);
  EXPECT_TRUE(has_evidence(restarting, "State.ExitCode", "1"));
  EXPECT_EQ(state({{"Status", "paused"}}).fix, "docker unpause shop-api-1");
  EXPECT_EQ(state({{"Status", "dead"}}).rule, "DVR040");
  auto const created = state({{"Status", "created"}, {"Error", "exec: no such file"}});
  EXPECT_TRUE(has_evidence(created, "State.Error", "no such file"));
}

TEST_P(population, an_exit_is_judged_by_code_and_intent) {
  EXPECT_EQ(state({{"Status", "exited"}, {"ExitCode", 3}}).level, severity::error);
  EXPECT_EQ(state({{"Status", "exited"}, {"ExitCode", 0}}).level, severity::warning);
  auto& dependent = project.disabled_services["web"];
  dependent.name = "web";
  how.services = {"api"};
  project.services["web"].name = "web";
  project.services["web"].depends_on["api"] = {compose::dependency_condition::completed};
  EXPECT_TRUE(findings().empty()) << all(findings());
  EXPECT_EQ(state({{"ExitCode", 3}}).rule, "DVR043");
}

TEST_P(population, health) {
  inspect()["State"]["Health"] = {{"Status", "healthy"}, {"FailingStreak", 0}, {"Log", json::array()}};
  EXPECT_TRUE(findings().empty());
  inspect()["State"]["Health"] = {
      {"Status", "unhealthy"}, {"FailingStreak", 4}, {"Log", json::array({{{"ExitCode", 7}, {"Output", "x"}}})}};
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR040");
  EXPECT_EQ(f.kind, finding_kind::health);
  EXPECT_TRUE(has_evidence(f, "FailingStreak", "4"));
  inspect()["State"]["Health"]["Status"] = "starting";
  EXPECT_EQ(only().rule, "DVR040") << "not decided is not healthy";
  how.ready_containers = {container().id};
  EXPECT_TRUE(findings().empty()) << "unless its check has just succeeded when we ran it";
}

TEST_P(population, a_container_that_was_restarted_a_moment_ago_may_be_in_a_crash_loop) {
  live.engine.system_time = "2026-01-01T00:00:10Z";
  inspect()["RestartCount"] = 3;
  inspect()["State"]["StartedAt"] = "2026-01-01T00:00:08Z";
  EXPECT_EQ(only().rule, "DVR041");
  inspect()["State"]["StartedAt"] = "2026-01-01T00:00:00Z";
  EXPECT_TRUE(findings().empty());
}

TEST_P(population, memory_kills_of_a_container_and_of_a_child) {
  EXPECT_EQ(state({{"OOMKilled", true}}).level, severity::warning);
  inspect()["State"].merge_patch(json{{"Status", "exited"}, {"ExitCode", 137}});
  auto const found = of_rule("DVR042");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].level, severity::error);
}

TEST_P(population, an_image_that_its_reference_no_longer_names) {
  live.images["shop/api:1"].id = "sha256:2222";
  live.images[image_id] = {image_id, image_id, live.images["shop/api:1"].inspect};
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR028");
  EXPECT_EQ(f.how, drift_class::stale);
  EXPECT_EQ(f.expected, "sha256:2222");
  how.expected_images["shop/api:1"] = image_id;
  EXPECT_TRUE(findings().empty()) << all(findings());
}

TEST_P(population, ids_of_the_containerd_store) {
  live.images["shop/api:1"].id = "sha256:index";
  live.images["shop/api:1"].inspect["Descriptor"]["digest"] = image_id;
  live.images[image_id] = {image_id, image_id, live.images["shop/api:1"].inspect};
  EXPECT_TRUE(findings().empty()) << all(findings());
}

TEST_P(population, a_reference_without_image_is_undetermined) {
  live.images[image_id] = live.images["shop/api:1"];
  live.images.erase("shop/api:1");
  EXPECT_TRUE(findings().empty()) << all(findings());
  EXPECT_TRUE(undetermined("image-fresh"));
}

}  // namespace
}  // namespace dockverify::drift

// Which step each difference leads to. The live side is made from our own create request, so that "nothing changed"
// means it.
#include "plan/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compose/canonical.hpp"
#include "mapping/row.hpp"
#include "plan/identity.hpp"
#include "plan/labels.hpp"

namespace dockverify::plan {
namespace {

using observe::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char const* image_id = "sha256:aaaa";

/// A project of db and api (api needs db healthy), and a live stack that is exactly what `up` would have made of it.
struct stack {
  compose::project p;
  observe::live_stack live;

  stack() {
    p.name = "shop";
    p.directory = "/srv/shop";
    p.files = {"/srv/shop/compose.yaml"};
    p.networks["default"] = {.key = "default", .name = "shop_default"};
    p.volumes["data"] = {.key = "data", .name = "shop_data"};
    auto& db = add("db");
    db.volumes.push_back({.type = "volume", .source = "data", .target = "/data"});
    add("api").depends_on["db"].condition = compose::dependency_condition::healthy;
    make_live();
  }

  compose::service& add(std::string const& name) {
    auto& s = p.services[name];
    s.name = name;
    s.image = "shop/" + name + ":1";
    s.networks["default"];
    return s;
  }

  void make_live() {
    live = {};
    live.engine.api_version = "1.51";
    live.networks.push_back({.id = "net1",
                             .name = "shop_default",
                             .key = "default",
                             .driver = "bridge",
                             .config_hash = compose::config_hash(p.networks.at("default")),
                             .labels = network_labels(p, p.networks.at("default"))});
    live.volumes.push_back({.name = "shop_data",
                            .key = "data",
                            .driver = "local",
                            .config_hash = compose::config_hash(p.volumes.at("data")),
                            .labels = volume_labels(p, p.volumes.at("data"))});
    for (auto const& [name, s] : p.services) {
      live.images[s.image] = {s.image, image_id, {{"Id", image_id}, {"Config", json::object()}}};
      for (int number = 1; number <= s.replicas(); ++number) live.containers.push_back(container_of(s, number));
    }
  }

  observe::live_container container_of(compose::service const& s, int number) const {
    mapping::context c;
    c.project = &p;
    c.container_name = mapping::container_name(p, s, number);
    c.api_minor = 51;
    auto const request = mapping::create_request(s, c);
    observe::live_container out;
    out.id = s.name + std::to_string(number);
    out.name = c.container_name;
    out.service = s.name;
    out.number = number;
    out.image_id = image_id;
    out.config_hash = service_hash(s, {});
    out.labels = container_labels(p, s, {number, out.config_hash, image_id});
    out.inspect = {
        {"Id", out.id}, {"State", {{"Status", "running"}}}, {"Config", request}, {"HostConfig", request["HostConfig"]}};
    out.inspect["Config"]["Labels"] = out.labels;
    for (auto const& [network, endpoint] : observe::at_path(request, "NetworkingConfig.EndpointsConfig").items()) {
      out.inspect["NetworkSettings"]["Networks"][network] = endpoint;
      out.inspect["NetworkSettings"]["Networks"][network]["NetworkID"] = "net1";
    }
    for (auto const& m : s.volumes)
      if (m.type == "bind")
        out.inspect["Mounts"].push_back(
            {{"Type", "bind"}, {"Source", m.source}, {"Destination", m.target}, {"RW", true}});
      else
        out.inspect["Mounts"].push_back(
            {{"Type", "volume"}, {"Name", p.volumes.at(m.source).name}, {"Destination", m.target}, {"RW", true}});
    return out;
  }

  observe::live_container& of(std::string const& service) {
    for (auto& container : live.containers)
      if (container.service == service) return container;
    throw std::out_of_range(service);
  }
  steps plan(options const& o = {}) const { return make(p, live, o); }
};

std::vector<std::string> actions(steps const& s) {
  std::vector<std::string> out;
  for (auto const& step : s.containers) out.push_back(step.service + ":" + std::string(to_string(step.action)));
  return out;
}

std::vector<std::string> changed_keys(steps const& s, std::string const& service) {
  std::vector<std::string> out;
  for (auto const& step : s.containers)
    if (step.service == service)
      for (auto const& change : step.changes) out.push_back(change.key);
  return out;
}

TEST(plan, nothing_to_do_for_a_stack_as_declared) {
  auto const steps = stack().plan();
  EXPECT_THAT(actions(steps), ElementsAre("db:unchanged", "api:unchanged"));
  EXPECT_TRUE(steps.empty());
}

TEST(plan, everything_is_created_on_an_empty_engine_dependencies_first) {
  stack s;
  s.live = {};
  auto const steps = s.plan();
  EXPECT_THAT(actions(steps), ElementsAre("db:create", "api:create"));
  EXPECT_EQ(steps.containers[1].name, "shop-api-1");
  ASSERT_THAT(steps.networks, SizeIs(1));
  EXPECT_EQ(steps.networks[0].action, network_action::create);
  ASSERT_THAT(steps.volumes, SizeIs(1));
  EXPECT_EQ(steps.volumes[0].action, volume_action::create);
}

struct file_change {
  char const* name;
  void (*change)(compose::service&);
  std::vector<std::string> keys;
};
void PrintTo(file_change const& c, std::ostream* out) {
  *out << c.name;
}
class file_change_test : public testing::TestWithParam<file_change> {};

TEST_P(file_change_test, recreates_that_service_and_names_the_key) {
  stack s;
  GetParam().change(s.p.services.at("api"));
  auto const steps = s.plan();
  EXPECT_THAT(actions(steps), ElementsAre("db:unchanged", "api:recreate"));
  EXPECT_THAT(changed_keys(steps, "api"), testing::ElementsAreArray(GetParam().keys));
}

file_change const file_changes[] = {
    {"memory", [](compose::service& s) { s.mem_limit = 1 << 26; }, {"mem_limit"}},
    {"environment", [](compose::service& s) { s.environment["A"] = "b"; }, {"environment"}},
    {"command", [](compose::service& s) { s.command = {"serve"}; }, {"command"}},
    {"two_keys",
     [](compose::service& s) {
       s.user = "1000";
       s.restart = "always";
     },
     {"user", "restart"}},
    {"alias",
     [](compose::service& s) { s.networks["default"] = {.aliases = {"www"}, .declared = true}; },
     {"networks"}},
    {"port", [](compose::service& s) { s.ports.push_back({.target = 80, .published = "8080"}); }, {"ports", "expose"}},
    // No row shows `attach` on the engine, but compose hashes it.
    {"hash_only", [](compose::service& s) { s.attach = false; }, {"config-hash"}},
};
INSTANTIATE_TEST_SUITE_P(keys, file_change_test, testing::ValuesIn(file_changes),
                         [](auto const& info) { return std::string(info.param.name); });

TEST(plan, keys_that_compose_does_not_hash_change_nothing) {
  stack s;
  auto& api = s.p.services.at("api");
  api.profiles = {"x"};
  api.pull_policy = "missing";
  api.depends_on["db"].condition = compose::dependency_condition::started;
  EXPECT_TRUE(s.plan().empty());
}

TEST(plan, a_live_change_alone_is_left_to_verify) {
  stack s;
  s.of("api").inspect["HostConfig"]["Memory"] = 1 << 26;
  EXPECT_TRUE(s.plan().empty());
}

TEST(plan, another_image_behind_the_tag_recreates) {
  stack s;
  s.live.images["shop/api:1"].id = "sha256:bbbb";
  auto const steps = s.plan();
  EXPECT_THAT(changed_keys(steps, "api"), ElementsAre("image"));
}

TEST(plan, a_lost_network_recreates) {
  stack s;
  s.of("api").inspect["NetworkSettings"]["Networks"] = json::object();
  EXPECT_THAT(changed_keys(s.plan(), "api"), ElementsAre("networks.default"));
}

TEST(plan, the_newer_dialect_of_the_hash_is_accepted) {
  stack s;
  auto& api = s.p.services.at("api");
  api.volumes.push_back({.type = "bind",
                         .source = "/srv/x",
                         .target = "/x",
                         .bind = compose::volume_mount::bind_options{.create_host_path = true}});
  s.make_live();
  s.of("api").config_hash = compose::config_hash(api, compose::hash_dialect::compose_5);
  EXPECT_THAT(actions(s.plan()), ElementsAre("db:unchanged", "api:unchanged"));
}

TEST(plan, a_stopped_container_is_started) {
  stack s;
  s.of("db").inspect["State"]["Status"] = "exited";
  EXPECT_THAT(actions(s.plan()), ElementsAre("db:start", "api:unchanged"));
}

TEST(plan, restart_true_restarts_the_dependent_of_a_replaced_service) {
  stack s;
  s.p.services.at("api").depends_on["db"].restart = true;
  s.p.services.at("db").mem_limit = 1 << 26;
  EXPECT_THAT(actions(s.plan()), ElementsAre("db:recreate", "api:restart"));
}

TEST(plan, a_namespace_of_a_replaced_service_recreates) {
  stack s;
  auto& side = s.add("side");
  side.networks.clear();
  side.network_mode = "service:db";
  side.depends_on["db"].implicit = true;
  s.make_live();
  s.of("side").config_hash = service_hash(side, {{"db", "db1"}});
  s.of("side").inspect["HostConfig"]["NetworkMode"] = "container:db1";
  EXPECT_THAT(actions(s.plan()), ElementsAre("db:unchanged", "api:unchanged", "side:unchanged"));
  s.p.services.at("db").mem_limit = 1 << 26;
  EXPECT_THAT(actions(s.plan()), ElementsAre("db:recreate", "api:unchanged", "side:recreate"));
}

TEST(plan, scaling_up_takes_the_next_number_and_down_the_highest) {
  stack s;
  s.p.services.at("api").scale = 3;
  EXPECT_THAT(actions(s.plan()), ElementsAre("db:unchanged", "api:unchanged", "api:create", "api:create"));
  s.make_live();
  s.p.services.at("api").scale = 1;
  auto const steps = s.plan();
  EXPECT_THAT(actions(steps), ElementsAre("db:unchanged", "api:unchanged"));
  ASSERT_THAT(steps.scale_down, SizeIs(2));
  EXPECT_EQ(steps.scale_down[0].name, "shop-api-3");
}

TEST(plan, an_interrupted_replacement_is_finished) {
  stack s;
  auto half = s.of("api");
  half.id = "new";
  half.name = "0123456789ab_shop-api-1";
  s.live.containers.push_back(half);
  s.p.services.at("api").mem_limit = 1 << 26;
  auto const beside_the_old = s.plan();
  EXPECT_THAT(actions(beside_the_old), ElementsAre("db:unchanged", "api:recreate"));
  ASSERT_THAT(beside_the_old.scale_down, SizeIs(1));
  EXPECT_EQ(beside_the_old.scale_down[0].id, "new");

  stack alone;
  alone.of("api").name = "0123456789ab_shop-api-1";
  auto const steps = alone.plan();
  EXPECT_THAT(actions(steps), ElementsAre("db:unchanged", "api:unchanged"));
  EXPECT_TRUE(steps.containers[1].rename);
  EXPECT_EQ(steps.containers[1].name, "shop-api-1");
  EXPECT_FALSE(steps.empty());
}

TEST(plan, orphans_are_named_and_kept) {
  stack s;
  s.p.services.erase("api");
  auto const steps = s.plan();
  ASSERT_THAT(steps.orphans, SizeIs(1));
  EXPECT_EQ(steps.orphans[0].service, "api");
  EXPECT_TRUE(steps.empty());
}

TEST(plan, a_service_switched_off_by_a_profile_is_no_orphan) {
  stack s;
  s.p.disabled_services["api"] = s.p.services.at("api");
  s.p.services.erase("api");
  EXPECT_THAT(s.plan().orphans, IsEmpty());
}

TEST(plan, a_missing_external_network_is_a_problem) {
  stack s;
  s.p.networks["default"].external = true;
  s.live.networks.clear();
  EXPECT_THAT(s.plan().problems, SizeIs(1));
}

TEST(plan, another_declaration_replaces_the_network_and_its_containers) {
  stack s;
  s.p.networks["default"].internal = true;
  auto const steps = s.plan();
  EXPECT_EQ(steps.networks[0].action, network_action::replace);
  EXPECT_THAT(actions(steps), ElementsAre("db:recreate", "api:recreate"));
}

TEST(plan, another_declaration_of_a_volume_keeps_its_data) {
  stack s;
  s.p.volumes["data"].driver_opts["o"] = "size=1g";
  auto const steps = s.plan();
  EXPECT_TRUE(steps.empty());
  EXPECT_THAT(steps.warnings, SizeIs(1));
}

TEST(plan, named_services_bring_their_dependencies) {
  stack s;
  s.add("other");
  EXPECT_THAT(selected_services(s.p, {"api"}), ElementsAre("db", "api"));
  EXPECT_THAT(selected_services(s.p, {}), ElementsAre("db", "api", "other"));
}

struct image_case {
  char const* name;
  void (*declare)(compose::service&);
  bool present;
  image_action action;
  bool build_flag = false;
};
void PrintTo(image_case const& c, std::ostream* out) {
  *out << c.name;
}
class image_test : public testing::TestWithParam<image_case> {};

TEST_P(image_test, is_fetched_as_compose_does) {
  stack s;
  auto& api = s.p.services.at("api");
  api.image = "shop/new:1";
  GetParam().declare(api);
  if (GetParam().present)
    s.live.images[api.image] = {api.image, image_id, {{"Metadata", {{"LastTagTime", "2026-01-01T00:00:00Z"}}}}};
  options o;
  o.build = GetParam().build_flag;
  auto const all = images(s.p, s.live, o, "2026-01-02T12:00:00.123Z");
  auto const step = std::find_if(all.begin(), all.end(), [](auto const& i) { return i.reference == "shop/new:1"; });
  ASSERT_NE(step, all.end());
  EXPECT_EQ(step->action, GetParam().action);
}

image_case const image_cases[] = {
    {"present", [](compose::service&) {}, true, image_action::keep},
    {"absent", [](compose::service&) {}, false, image_action::pull},
    {"absent_but_buildable", [](compose::service& s) { s.build.emplace(); }, false, image_action::build},
    {"always", [](compose::service& s) { s.pull_policy = "always"; }, true, image_action::pull},
    {"never", [](compose::service& s) { s.pull_policy = "never"; }, false, image_action::keep},
    {"build_policy", [](compose::service& s) { s.build.emplace(), s.pull_policy = "build"; }, true,
     image_action::build},
    {"build_flag", [](compose::service& s) { s.build.emplace(); }, true, image_action::build, true},
    {"build_flag_without_build", [](compose::service&) {}, true, image_action::keep, true},
    {"daily_is_due", [](compose::service& s) { s.pull_policy = "daily"; }, true, image_action::pull},
    {"weekly_is_not", [](compose::service& s) { s.pull_policy = "weekly"; }, true, image_action::keep},
    {"every_two_days_is_not", [](compose::service& s) { s.pull_policy = "every_2d"; }, true, image_action::keep},
    {"every_35_hours_is", [](compose::service& s) { s.pull_policy = "every_1d11h"; }, true, image_action::pull},
};
INSTANTIATE_TEST_SUITE_P(policies, image_test, testing::ValuesIn(image_cases),
                         [](auto const& info) { return std::string(info.param.name); });

TEST(identity, labels_are_composes_full_set) {
  stack s;
  auto const labels = container_labels(s.p, s.p.services.at("api"), {1, "h", image_id});
  EXPECT_EQ(labels.at(std::string(label::depends_on)), "db:service_healthy:false");
  EXPECT_EQ(labels.at(std::string(label::one_off)), "False");
  EXPECT_EQ(labels.at(std::string(label::config_files)), "/srv/shop/compose.yaml");
  EXPECT_EQ(labels.at(std::string(label::image)), image_id);
  EXPECT_FALSE(labels.contains(std::string(label::environment_file)));
}

}  // namespace
}  // namespace dockverify::plan

// The gathering, against a scripted engine: what it asks for, what it makes of gaps, and that it never writes.
#include "observe/snapshot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_up_host.hpp"
#include "observe/api_facts.hpp"
#include "tests/support/fake_engine.hpp"

namespace dockverify::observe {
namespace {

using test::reply;

json summary(std::string const& id, std::string const& name) {
  return {{"Id", id},
          {"Names", {"/" + name}},
          {"Image", "img"},
          {"ImageID", "sha256:1"},
          {"State", "running"},
          {"Status", "Up"},
          {"Labels", {{"com.docker.compose.project", "shop"}, {"com.docker.compose.service", "api"}}}};
}

json inspect(std::string const& id, std::string const& name, std::string const& number,
             std::string const& status = "running") {
  return {{"Id", id},
          {"Name", "/" + name},
          {"Image", "sha256:old"},
          {"RestartCount", 0},
          {"State", {{"Status", status}, {"Running", true}, {"Pid", 4242}, {"ExitCode", 0}}},
          {"Config",
           {{"Image", "shop/api:1"},
            {"Labels",
             {{"com.docker.compose.project", "shop"},
              {"com.docker.compose.service", "api"},
              {"com.docker.compose.oneoff", "False"},
              {"com.docker.compose.config-hash", "abc"},
              {"com.docker.compose.container-number", number}}}}},
          {"HostConfig", json::object()},
          {"NetworkSettings", {{"Networks", json::object()}}}};
}

class snapshot_of : public testing::Test {
 protected:
  snapshot_of() : engine(context), client(context.get_executor(), engine.where()) {
    engine.on("GET /info", reply::json(200, {{"ServerVersion", "20.10.24"},
                                             {"OSType", "linux"},
                                             {"Architecture", "x86_64"},
                                             {"CgroupVersion", "1"},
                                             {"NCPU", 2},
                                             {"MemTotal", 8000000000},
                                             {"SystemTime", "2025-01-01T00:00:00Z"}}));
    engine.on("GET /containers/json", reply::json(200, json::array({summary(container_id, "shop-api-1")})));
    engine.on("GET /containers/" + container_id + "/json", reply::json(200, inspect(container_id, "shop-api-1", "1")));
    json const network{{"Id", "n1"},
                       {"Name", "shop_default"},
                       {"Driver", "bridge"},
                       {"Labels", {{"com.docker.compose.project", "shop"}, {"com.docker.compose.network", "default"}}}};
    json const other{{"Id", "n2"}, {"Name", "bridge"}, {"Driver", "bridge"}};
    json const outer{{"Id", "n3"}, {"Name", "outer"}, {"Driver", "bridge"}};
    engine.on("GET /networks", reply::json(200, {network, other, outer}));
    engine.on("GET /networks/n1", reply::json(200, network));
    engine.on("GET /networks/n3", reply::json(200, outer));
    engine.on("GET /volumes",
              reply::json(
                  200, {{"Volumes",
                         {{{"Name", "shop_data"},
                           {"Driver", "local"},
                           {"Labels", {{"com.docker.compose.project", "shop"}, {"com.docker.compose.volume", "data"}}}},
                          {{"Name", "foreign"}, {"Driver", "local"}, {"Labels", nullptr}}}},
                        {"Warnings", nullptr}}));
    engine.on("GET /images/*", reply::error(404, "No such image"));
    engine.on("GET /images/shop*", reply::json(200, {{"Id", "sha256:new"}, {"Config", {{"User", "app"}}}}));
    query.project = "shop";
    query.images = {"shop/api:1", "shop/api:1", "missing:1"};
    query.networks = {"shop_default", "outer", "absent"};
    query.volumes = {"shop_data"};
  }

  io::result<live_stack> take(host_files files = host_files("/nonexistent")) {
    auto const connected = test::run(context, client.connect());
    EXPECT_TRUE(connected.has_value());
    return test::run(context, snapshot(client, query, {}, std::move(files)));
  }

  io::asio::io_context context;
  test::fake_engine engine;
  engine::client client;
  snapshot_query query;
};

TEST_F(snapshot_of, gathers_what_belongs_to_the_project) {
  auto const taken = take();
  ASSERT_TRUE(taken.has_value()) << taken.error().describe();
  auto const& stack = *taken;
  EXPECT_EQ(stack.engine.version, "20.10.24");
  EXPECT_EQ(stack.engine.arch, "amd64");
  EXPECT_EQ(stack.engine.ncpu, 2);
  EXPECT_EQ(stack.engine.memory_total, 8000000000);
  EXPECT_FALSE(stack.engine.same_kernel);
  ASSERT_EQ(stack.containers.size(), 1U);
  EXPECT_EQ(stack.containers[0].service, "api");
  EXPECT_EQ(stack.containers[0].number, 1);
  EXPECT_EQ(stack.containers[0].config_hash, "abc");
  ASSERT_EQ(stack.networks.size(), 2U);
  EXPECT_EQ(stack.networks[1].key, "default");
  ASSERT_EQ(stack.volumes.size(), 1U);
  EXPECT_EQ(stack.volumes[0].key, "data");
  EXPECT_EQ(stack.images.at("shop/api:1").id, "sha256:new");
  EXPECT_FALSE(stack.images.contains("missing:1"));
}

TEST_F(snapshot_of, only_reads_and_each_thing_once) {
  ASSERT_TRUE(take().has_value());
  std::map<std::string, int> asked;
  for (auto const& request : engine.requests()) {
    if (request.path == "/_ping") continue;
    EXPECT_EQ(request.method, "GET") << request.path;
    EXPECT_EQ(++asked[request.path], 1) << request.path;
  }
  EXPECT_TRUE(engine.requests("GET /networks/n2").empty());
  auto const lists = engine.requests("GET /containers/json");
  ASSERT_EQ(lists.size(), 1U);
  EXPECT_THAT(lists[0].query.at("filters"), testing::HasSubstr("com.docker.compose.project=shop"));
  EXPECT_EQ(engine.requests("GET /containers/" + container_id + "/top").size(), 0U);
}

TEST_F(snapshot_of, a_container_that_vanished_is_left_out) {
  engine.on("GET /containers/" + container_id + "/json", reply::error(404, "No such container"));
  auto const taken = take();
  ASSERT_TRUE(taken.has_value());
  EXPECT_TRUE(taken->containers.empty());
}

TEST_F(snapshot_of, any_other_failure_ends_it) {
  engine.on("GET /volumes", reply::error(500, "broken"));
  auto const taken = take();
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().kind, io::failure_kind::server);
}

TEST_F(snapshot_of, a_lost_engine_is_unreachable) {
  engine.on("GET /networks", reply::close());
  auto const taken = take();
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().kind, io::failure_kind::unreachable);
}

TEST_F(snapshot_of, facts_from_proc_where_the_kernel_is_ours) {
  made_up_host host;
  add_v1_container(host);
  query.facts = true;
  auto const taken = take(host.files());
  ASSERT_TRUE(taken.has_value());
  EXPECT_TRUE(taken->engine.same_kernel);
  EXPECT_EQ(taken->containers[0].facts.memory->value, 268435456);
  EXPECT_TRUE(engine.requests("GET /containers/" + container_id + "/top").empty());
  EXPECT_TRUE(engine.requests("GET /containers/" + container_id + "/stats").empty());
}

TEST_F(snapshot_of, facts_from_the_api_where_proc_is_hidden) {
  engine.on("GET /containers/" + container_id + "/top",
            reply::json(200, {{"Titles", {"PID", "PPID", "UID", "GID", "COMMAND"}},
                              {"Processes", {{"4242", "1", "1000", "1000", "app"}}}}));
  engine.on("GET /containers/" + container_id + "/stats",
            reply::json(200, {{"memory_stats", {{"limit", 268435456}}}, {"pids_stats", {{"current", 1}}}}));
  query.facts = true;
  auto const taken = take();
  ASSERT_TRUE(taken.has_value()) << taken.error().describe();
  auto const& facts = taken->containers[0].facts;
  EXPECT_EQ(facts.init_uid, 1000);
  EXPECT_EQ(facts.memory->value, 268435456);
  EXPECT_TRUE(facts.pids && !facts.pids->value);
  EXPECT_THAT(facts.undetermined.at("cpus"), testing::HasSubstr("not visible"));
  EXPECT_EQ(engine.requests("GET /containers/" + container_id + "/top")[0].query.at("ps_args"), top_arguments);
}

TEST_F(snapshot_of, facts_that_the_engine_refuses_are_undetermined) {
  engine.on("GET /containers/" + container_id + "/top", reply::error(409, "Container is not running"));
  engine.on("GET /containers/" + container_id + "/stats", reply::error(500, "no statistics"));
  query.facts = true;
  auto const taken = take();
  ASSERT_TRUE(taken.has_value());
  auto const& facts = taken->containers[0].facts;
  EXPECT_THAT(facts.undetermined.at("user"), testing::HasSubstr("not running"));
  EXPECT_TRUE(facts.undetermined.contains("memory"));
}

TEST_F(snapshot_of, the_deadline_holds) {
  engine.on("GET /info", reply::hang());
  auto const connected = test::run(context, client.connect());
  ASSERT_TRUE(connected.has_value());
  engine::call_options options;
  options.deadline = io::clock::now() + std::chrono::milliseconds(100);
  auto const taken = test::run(context, snapshot(client, query, options, host_files("/nonexistent")));
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().kind, io::failure_kind::timed_out);
}

TEST_F(snapshot_of, refresh_reads_only_what_is_named) {
  auto taken = take();
  ASSERT_TRUE(taken.has_value());
  std::string const second(64, 'b');
  engine.on("GET /containers/" + second + "/json", reply::json(200, inspect(second, "shop-api-2", "2", "exited")));
  auto const before = engine.requests().size();
  std::vector<std::string> ids{second};
  auto const renewed = test::run(context, refresh(client, *taken, ids, false, {}, host_files("/nonexistent")));
  ASSERT_TRUE(renewed.has_value());
  ASSERT_EQ(renewed->containers.size(), 2U);
  EXPECT_EQ(renewed->containers[1].status(), "exited");
  EXPECT_EQ(engine.requests("GET /containers/" + container_id + "/json").size(), 1U);
  EXPECT_LE(engine.requests().size(), before + 2);
  engine.on("GET /containers/" + second + "/json", reply::error(404, "gone"));
  auto const dropped = test::run(context, refresh(client, *renewed, ids, false, {}, host_files("/nonexistent")));
  ASSERT_TRUE(dropped.has_value());
  EXPECT_EQ(dropped->containers.size(), 1U);
}

}  // namespace
}  // namespace dockverify::observe

// What is removed, in which order, and what is left.
#include "up/down.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_engine.hpp"

namespace dockverify::up {
namespace {

using test::fake_engine;
using test::reply;
using testing::ElementsAre;
using testing::HasSubstr;

class silent : public progress_sink {
 public:
  void on(progress_event const&) override {}
};

class down_test : public testing::Test {
 protected:
  down_test() : fake(context) {
    project.name = "shop";
    fake.on("POST /containers/*/stop", reply::empty(204));
    fake.on("DELETE /containers/*", reply::empty(204));
    fake.on("DELETE /networks/*", reply::empty(204));
    fake.on("DELETE /volumes/*", reply::empty(204));
    live.networks.push_back({.id = "n1", .name = "shop_default", .labels = {{"com.docker.compose.project", "shop"}}});
    live.networks.push_back({.id = "n2", .name = "foreign"});
    live.volumes.push_back({.name = "shop_data", .labels = {{"com.docker.compose.project", "shop"}}});
  }

  void add(std::string const& service, std::string const& depends_on) {
    project.services[service].name = service;
    observe::live_container c;
    c.id = c.name = service;
    c.service = service;
    c.labels = {{"com.docker.compose.project", "shop"}, {"com.docker.compose.depends_on", depends_on}};
    c.inspect = {{"State", {{"Status", "running"}}}};
    live.containers.push_back(std::move(c));
  }

  down_outcome run() {
    options.begun = io::clock::now();
    engine::client client(context.get_executor(), fake.where());
    return test::run(context, work(client));
  }
  io::awaitable<down_outcome> work(engine::client& client) {
    auto const connected = co_await client.connect();
    EXPECT_TRUE(connected);
    auto outcome = co_await take_down(client, project, live, options, progress);
    co_return outcome;
  }
  std::vector<std::string> removals() const {
    std::vector<std::string> out;
    for (auto const& r : fake.requests())
      if (r.method == "DELETE") out.push_back(r.path);
    return out;
  }

  io::asio::io_context context;
  fake_engine fake;
  compose::project project;
  observe::live_stack live;
  down_options options;
  silent progress;
};

TEST_F(down_test, dependents_go_first_and_volumes_stay) {
  add("db", "");
  add("api", "db:service_healthy:false");
  auto const outcome = run();
  EXPECT_THAT(removals(), ElementsAre("/containers/api", "/containers/db", "/networks/n1"));
  EXPECT_EQ(outcome.containers, 2U);
  EXPECT_EQ(outcome.networks, 1U);
}

TEST_F(down_test, volumes_go_when_asked) {
  options.volumes = true;
  run();
  EXPECT_THAT(removals(), ElementsAre("/networks/n1", "/volumes/shop_data"));
}

TEST_F(down_test, labels_that_go_in_a_circle_do_not_hang_it) {
  add("a", "b:service_started:false");
  add("b", "a:service_started:false");
  EXPECT_EQ(run().containers, 2U);
}

TEST_F(down_test, orphans_stay_unless_told) {
  add("api", "");
  add("old", "");
  project.services.erase("old");
  EXPECT_THAT(run().warnings, ElementsAre(HasSubstr("old")));
  options.remove_orphans = true;
  EXPECT_EQ(run().containers, 2U);
}

TEST_F(down_test, a_network_in_use_is_left_and_told) {
  fake.on("DELETE /networks/n1", reply::error(403, "network shop_default has active endpoints"));
  auto const outcome = run();
  EXPECT_THAT(outcome.left, ElementsAre(HasSubstr("active endpoints")));
  EXPECT_FALSE(outcome.engine_lost);
}

TEST_F(down_test, named_services_leave_the_rest) {
  add("db", "");
  add("api", "db:service_started:false");
  options.services = {"api"};
  run();
  EXPECT_THAT(removals(), ElementsAre("/containers/api"));
}

}  // namespace
}  // namespace dockverify::up

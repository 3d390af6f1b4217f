// Whole runs against a scripted engine: what is sent in which order, and what the outcome says when things go wrong.
#include "up/up.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/io/sleep.hpp"
#include "tests/support/fake_engine.hpp"

namespace dockverify::up {
namespace {

using nlohmann::json;
using test::fake_engine;
using test::recorded_request;
using test::reply;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class recorded_progress : public progress_sink {
 public:
  void on(progress_event const& event) override {
    lines.push_back(event.name + " " + std::string(to_string(event.what)));
    if (react) react(lines.back());
  }
  std::vector<std::string> lines;
  std::function<void(std::string const&)> react;
};

/// A project of db (with a healthcheck) and api (needs db healthy) on an engine that starts what it is told to.
class run_test : public testing::Test {
 protected:
  run_test() : fake(context) {
    project.name = "shop";
    auto& db = add("db");
    auto& check = db.healthcheck.emplace();
    check.test = {"CMD", "ready"};
    check.interval = std::chrono::seconds(30);
    add("api").depends_on["db"].condition = compose::dependency_condition::healthy;
    options.stable_for = milliseconds{20};
    live.engine.api_version = "1.41";

    fake.on("POST /containers/create", [this](recorded_request const& r) {
      auto const name = r.query.at("name");
      inspects[name] = {{"Id", name}, {"State", {{"Status", "created"}}}, {"Config", r.json()}};
      return reply::json(201, {{"Id", name}, {"Warnings", json::array()}});
    });
    fake.on("POST /containers/*/start", [this](recorded_request const& r) {
      set_status(id_of(r), "running");
      return reply::empty(204);
    });
    fake.on("GET /containers/*/json",
            [this](recorded_request const& r) { return reply::json(200, inspects[id_of(r)]); });
    fake.on("GET /events", reply::stream({}).open());
    fake.on("POST /containers/*/exec", reply::json(201, {{"Id", "e1"}}));
    fake.on("POST /exec/e1/start", reply::upgrade(""));
    fake.on("GET /exec/e1/json", reply::json(200, {{"Running", false}, {"ExitCode", 0}, {"Pid", 0}}));
  }

  compose::service& add(std::string const& name) {
    auto& s = project.services[name];
    s.name = name;
    s.image = "shop/" + name + ":1";
    live.images[s.image] = {s.image, "sha256:1", {{"Id", "sha256:1"}, {"Config", json::object()}}};
    return s;
  }

  /// "/containers/<id>/..." of a recorded request.
  static std::string id_of(recorded_request const& r) {
    auto const from = r.path.find('/', 1) + 1;
    return r.path.substr(from, r.path.find('/', from) - from);
  }
  void set_status(std::string const& id, char const* status) { inspects[id]["State"]["Status"] = status; }

  up_outcome run(std::function<void(runner&)> meanwhile = {}) {
    options.begun = io::clock::now();
    engine::client client(context.get_executor(), fake.where());
    return test::run(context, work(client, std::move(meanwhile)));
  }

  io::awaitable<up_outcome> work(engine::client& client, std::function<void(runner&)> meanwhile) {
    auto const connected = co_await client.connect();
    EXPECT_TRUE(connected);
    runner runner(client, project, live, options, progress);
    if (meanwhile) meanwhile(runner);
    auto outcome = co_await runner.run(context.get_executor());
    co_return outcome;
  }

  std::vector<std::string> order_of_calls() const {
    std::vector<std::string> out;
    for (auto const& r : fake.requests())
      if (r.method != "GET" || r.path == "/events") out.push_back(r.method + " " + r.path);
    return out;
  }
  static tracker const& of(up_outcome const& outcome, std::string const& service) {
    for (auto const& t : outcome.containers)
      if (t->step.service == service) return *t;
    throw std::out_of_range(service);
  }

  io::asio::io_context context;
  fake_engine fake;
  compose::project project;
  observe::live_stack live;
  up_options options;
  recorded_progress progress;
  std::map<std::string, json> inspects;
};

std::size_t position(std::vector<std::string> const& calls, std::string const& call) {
  return static_cast<std::size_t>(std::find(calls.begin(), calls.end(), call) - calls.begin());
}

TEST_F(run_test, a_ready_dependency_releases_its_dependent_long_before_the_engines_first_probe) {
  auto const outcome = run();
  EXPECT_TRUE(outcome.all_ready());
  EXPECT_EQ(of(outcome, "db").machine.how(), ready_by::eager);
  EXPECT_EQ(of(outcome, "api").machine.how(), ready_by::running);
  auto const calls = order_of_calls();
  EXPECT_LT(position(calls, "GET /events"), position(calls, "POST /containers/shop-db-1/start"));
  EXPECT_LT(position(calls, "POST /containers/create"), position(calls, "POST /containers/shop-db-1/start"));
  EXPECT_LT(position(calls, "POST /exec/e1/start"), position(calls, "POST /containers/shop-api-1/start"));
  EXPECT_THAT(fake.unexpected(), IsEmpty());
}

TEST_F(run_test, containers_carry_composes_labels) {
  run();
  auto const created = fake.requests("POST /containers/create");
  ASSERT_EQ(created.size(), 2U);
  auto const labels = created.front().json()["Labels"];
  for (char const* key :
       {"project", "service", "version", "config-hash", "container-number", "oneoff", "image", "depends_on"})
    EXPECT_TRUE(labels.contains(std::string("com.docker.compose.") + key)) << key;
  EXPECT_EQ(labels["com.docker.compose.config-hash"].get<std::string>().size(), 64U);
}

TEST_F(run_test, only_the_engines_word_counts_when_asked_for) {
  options.trust_probe = false;
  progress.react = [this](std::string const& line) {
    if (line != "db started") return;
    inspects["shop-db-1"]["State"]["Health"] = {{"Status", "healthy"}, {"FailingStreak", 0}};
    fake.emit({{"Type", "container"},
               {"Action", "health_status: healthy"},
               {"Actor", {{"ID", "shop-db-1"}, {"Attributes", json::object()}}},
               {"timeNano", 5}});
  };
  auto const outcome = run();
  EXPECT_EQ(of(outcome, "db").machine.how(), ready_by::engine);
  EXPECT_THAT(fake.requests("POST /containers/*/exec"), IsEmpty());
}

TEST_F(run_test, a_refused_start_blocks_its_dependents_only) {
  add("other");
  fake.on("POST /containers/shop-db-1/start", reply::error(400, "exec: \"x\": executable file not found in $PATH"));
  auto const outcome = run();
  EXPECT_FALSE(outcome.all_ready());
  ASSERT_TRUE(of(outcome, "db").refused);
  EXPECT_EQ(of(outcome, "db").refused->http_status, 400);
  EXPECT_TRUE(of(outcome, "api").blocked);
  EXPECT_EQ(of(outcome, "api").blocked_by, "db");
  EXPECT_THAT(fake.requests("POST /containers/shop-api-1/start"), IsEmpty());
  EXPECT_EQ(of(outcome, "other").machine.current(), readiness::state::ready);
}

TEST_F(run_test, an_optional_dependency_may_fail) {
  project.services.at("api").depends_on["db"].required = false;
  fake.on("POST /containers/shop-db-1/start", reply::error(500, "no"));
  auto const outcome = run();
  EXPECT_EQ(of(outcome, "api").machine.current(), readiness::state::ready);
  EXPECT_THAT(outcome.warnings, Contains(HasSubstr("optional dependency db")));
}

TEST_F(run_test, healthy_without_a_healthcheck_can_never_be) {
  project.services.at("db").healthcheck.reset();
  auto const outcome = run();
  EXPECT_TRUE(of(outcome, "api").blocked);
  EXPECT_THAT(of(outcome, "api").machine.reason(), HasSubstr("has no healthcheck"));
}

TEST_F(run_test, an_exit_is_seen_by_its_event) {
  options.stable_for = std::chrono::seconds(60);
  project.services.erase("db");
  project.services.at("api").depends_on.clear();
  progress.react = [this](std::string const& line) {
    if (line != "api started") return;
    inspects["shop-api-1"]["State"] = {{"Status", "exited"}, {"ExitCode", 3}};
    fake.emit({{"Type", "container"},
               {"Action", "die"},
               {"Actor", {{"ID", "shop-api-1"}, {"Attributes", {{"exitCode", "3"}}}}},
               {"timeNano", 5}});
  };
  auto const outcome = run();
  EXPECT_EQ(of(outcome, "api").machine.current(), readiness::state::failed);
  EXPECT_THAT(of(outcome, "api").machine.reason(), HasSubstr("exited with code 3"));
}

TEST_F(run_test, a_probe_that_fails_is_tried_again) {
  fake.once("GET /exec/e1/json", reply::json(200, {{"Running", false}, {"ExitCode", 1}, {"Pid", 0}}));
  auto const outcome = run();
  EXPECT_TRUE(outcome.all_ready());
  EXPECT_EQ(fake.requests("POST /exec/e1/start").size(), 2U);
}

TEST_F(run_test, an_interrupt_leaves_the_containers_and_says_what_is_up) {
  fake.on("GET /exec/e1/json", reply::json(200, {{"Running", false}, {"ExitCode", 1}, {"Pid", 0}}));
  runner* running = nullptr;
  progress.react = [&](std::string const& line) {
    if (line == "db started") running->interrupt();
  };
  auto const outcome = run([&](runner& r) { running = &r; });
  EXPECT_TRUE(outcome.interrupted);
  EXPECT_FALSE(outcome.engine_lost);
  EXPECT_TRUE(of(outcome, "db").machine.was_started());
  EXPECT_THAT(fake.requests("POST /containers/*/stop"), IsEmpty());
}

TEST_F(run_test, one_deadline_for_everything) {
  fake.on("GET /exec/e1/json", reply::json(200, {{"Running", false}, {"ExitCode", 1}, {"Pid", 0}}));
  options.deadline = io::clock::now() + milliseconds{150};
  auto const outcome = run();
  EXPECT_TRUE(outcome.timed_out);
  EXPECT_FALSE(outcome.engine_lost);
  EXPECT_EQ(of(outcome, "api").waiting_for, "db to be healthy");
}

TEST_F(run_test, an_engine_that_goes_away_ends_the_run) {
  fake.on("GET /exec/e1/json", reply::json(200, {{"Running", false}, {"ExitCode", 1}, {"Pid", 0}}));
  progress.react = [this](std::string const& line) {
    if (line == "db started") fake.stop();
  };
  auto const outcome = run();
  ASSERT_TRUE(outcome.engine_lost);
  EXPECT_EQ(outcome.engine_lost->kind, io::failure_kind::unreachable);
}

TEST_F(run_test, a_stack_as_declared_gets_no_write_call) {
  run();
  live.containers.clear();
  for (auto const& r : fake.requests("POST /containers/create")) {
    observe::live_container container;
    container.id = container.name = r.query.at("name");
    container.labels = r.json()["Labels"].get<std::map<std::string, std::string>>();
    container.service = container.labels.at("com.docker.compose.service");
    container.number = 1;
    container.config_hash = container.labels.at("com.docker.compose.config-hash");
    container.inspect = inspects.at(container.id);
    container.inspect["State"]["StartedAt"] = "2026-01-01T00:00:00Z";
    container.inspect["State"]["Health"] = {{"Status", "healthy"}};
    live.containers.push_back(std::move(container));
  }
  live.engine.system_time = "2026-01-01T01:00:00Z";
  auto const before = fake.requests().size();
  auto const outcome = run();
  EXPECT_TRUE(outcome.all_ready());
  auto const calls = order_of_calls();
  EXPECT_EQ(fake.requests().size(), before + 1) << "only the ping of the new client";
}

TEST_F(run_test, a_network_that_cannot_be_made_fails_its_services) {
  project.networks["front"] = {.key = "front", .name = "shop_front", .driver = "nope"};
  project.services.at("db").networks["front"];
  fake.on("POST /networks/create", reply::error(404, "could not find plugin nope"));
  auto const outcome = run();
  ASSERT_TRUE(of(outcome, "db").refused);
  EXPECT_THAT(of(outcome, "db").machine.reason(), HasSubstr("could not find plugin nope"));
  EXPECT_TRUE(of(outcome, "api").blocked);
}

TEST_F(run_test, a_missing_image_that_cannot_be_pulled_starts_nothing) {
  live.images.erase("shop/db:1");
  fake.on("POST /images/create", reply::error(404, "manifest for shop/db:1 not found"));
  auto const outcome = run();
  ASSERT_EQ(outcome.findings.size(), 1U);
  EXPECT_EQ(outcome.findings.front().service, "db");
  ASSERT_FALSE(outcome.findings.front().evidences.empty());
  EXPECT_THAT(outcome.findings.front().evidences.front().text, HasSubstr("manifest for shop/db:1 not found"));
  EXPECT_THAT(fake.requests("POST /containers/create"), IsEmpty());
}

}  // namespace
}  // namespace dockverify::up

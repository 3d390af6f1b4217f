// The subscription across lost connections: nothing lost, nothing told twice.
#include "tests/engine/fixture.hpp"

#include "engine/io/sleep.hpp"
#include "engine/io/task_group.hpp"

namespace dockverify::test {
namespace {

using namespace engine;

constexpr std::int64_t base = 1'700'000'000'000'000'000;

json event_at(std::int64_t time, std::string const& action, std::string const& id = "c1") {
  return {{"Type", "container"},
          {"Action", action},
          {"Actor", {{"ID", id}, {"Attributes", {{"name", "web"}}}}},
          {"timeNano", base + time}};
}

struct events_test : engine_test {
  events_query query;
  static std::string text(io::result<event_notice> const& notice) {
    if (!notice) return std::string(io::to_string(notice.error().kind));
    return notice->what == event_notice::kind::resynced ? "resynced" : notice->event.action;
  }
  // The first `count` notices.
  io::awaitable<std::vector<std::string>> listen(std::size_t count) {
    std::vector<std::string> heard;
    auto stream = co_await client_.system().events(query, within(2s));
    EXPECT_TRUE(stream);
    while (heard.size() < count) {
      auto const notice = co_await stream->next(within(2s));
      heard.push_back(text(notice));
      if (!notice) break;
    }
    co_return heard;
  }
};
using heard = std::vector<std::string>;

TEST_F(events_test, tells_what_comes) {
  fake_.on("GET /events",
           reply::lines({event_at(1, "create"), event_at(2, "health_status: healthy")}).pieces(5).open());
  EXPECT_EQ(await(listen(2)), (heard{"create", "health_status: healthy"}));
  EXPECT_EQ(asked()[0].query.count("since"), 0U) << "from now";
}

TEST_F(events_test, reconnects_with_slack_and_tells_each_event_once) {
  // The second connection replays what was told, one event that was missed (stamped earlier than the newest), and goes
  // on.
  fake_.once("GET /events", reply::lines({event_at(10, "create"), event_at(30, "start")}));
  fake_.once("GET /events", reply::lines({event_at(10, "create"), event_at(20, "missed"), event_at(30, "start"),
                                          event_at(30, "start", "c2"), event_at(40, "die")}));
  fake_.on("GET /events", reply::lines({event_at(40, "die"), event_at(50, "end")}).open());
  EXPECT_EQ(await(listen(8)), (heard{"create", "start", "resynced", "missed", "start", "die", "resynced", "end"}));
  auto const requests = asked();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[1].query.at("since"), "1699999999.000000030");
  EXPECT_EQ(requests[2].query.at("since"), "1699999999.000000040");
}

TEST_F(events_test, an_event_cut_off_by_a_dying_engine_comes_whole_later) {
  auto const whole = reply::lines({event_at(10, "create"), event_at(20, "start")});
  for (std::size_t size = 240; size < 420; size += 20) {
    fake_.once("GET /events", whole.cut(size));
    fake_.on("GET /events", whole.open());
    auto told = await(listen(3));
    std::erase(told, "resynced");
    told.resize(2);
    EXPECT_EQ(told, (heard{"create", "start"})) << "cut at " << size;
  }
}

TEST_F(events_test, without_an_event_it_replays_from_the_subscription_on) {
  fake_.once("GET /events", reply::stream({}).with("Date", "Tue, 14 Nov 2023 22:13:20 GMT"));
  fake_.on("GET /events", reply::lines({event_at(10, "create")}).open());
  EXPECT_EQ(await(listen(2)), (heard{"resynced", "create"}));
  EXPECT_EQ(asked()[1].query.at("since"), "1700000000.000000000");
}

TEST_F(events_test, survives_a_restart_of_the_engine) {
  fake_.on("GET /events", reply::lines({event_at(10, "create")}).open());
  struct body {
    static io::awaitable<void> restart(fake_engine& fake) {
      co_await io::sleep_for(10ms);
      fake.stop();
      co_await io::sleep_for(30ms);
      fake.start();
    }
    static io::awaitable<void> keep(events_test& test, heard& told) { told = co_await test.listen(2); }
    static io::awaitable<void> run(events_test& test, io::executor where, heard& told) {
      io::task_group group(where);
      group.start(keep(test, told));
      group.start(restart(test.fake_));
      co_await group.join();
    }
  };
  heard told;
  await(body::run(*this, context_.get_executor(), told));
  EXPECT_EQ(told, (heard{"create", "resynced"}));
}

TEST_F(events_test, gives_up_when_patience_ends) {
  query.patience = 40ms;
  fake_.once("GET /events", reply::stream({}));
  fake_.on("GET /events", reply::close());
  auto const begin = io::clock::now();
  EXPECT_EQ(await(listen(5)), (heard{"unreachable"}));
  EXPECT_LT(io::clock::now() - begin, 1s);
}

TEST_F(events_test, gives_up_at_once_when_the_engine_refuses) {
  fake_.once("GET /events", reply::stream({}));
  fake_.on("GET /events", reply::error(403, "not for you"));
  EXPECT_EQ(await(listen(5)), (heard{"denied"}));
}

TEST_F(events_test, a_callers_deadline_does_not_end_the_subscription) {
  fake_.on("GET /events", reply::stream({}).open());
  struct body {
    static io::awaitable<heard> run(events_test& test) {
      heard told;
      auto stream = co_await test.client_.system().events({}, within(2s));
      auto notice = co_await stream->next(within(5ms));
      told.push_back(text(notice));
      test.fake_.emit(event_at(10, "create"));
      notice = co_await stream->next(within(2s));
      told.push_back(text(notice));
      test.fake_.stop();
      notice = co_await stream->next(within(20ms));
      told.push_back(text(notice));
      test.fake_.start();
      notice = co_await stream->next(within(2s));
      told.push_back(text(notice));
      stream->close();
      notice = co_await stream->next(within(2s));
      told.push_back(text(notice));
      co_return told;
    }
  };
  EXPECT_EQ(await(body::run(*this)), (heard{"timed out", "create", "timed out", "resynced", "cancelled"}));
  EXPECT_EQ(fake_.connections(), 3U);
}

TEST_F(events_test, is_cancelled_while_idle_and_while_reconnecting) {
  for (bool const lost : {false, true}) {
    fake_.on("GET /events", reply::stream({}).open());
    struct body {
      static io::awaitable<void> wait(events_test& test, bool lost, heard& told) {
        auto stream = co_await test.client_.system().events({}, within(2s));
        if (lost) test.fake_.stop();
        auto const notice = co_await stream->next();
        told.push_back(text(notice));
      }
      static io::awaitable<void> run(events_test& test, io::executor where, bool lost, heard& told) {
        io::task_group group(where);
        group.start(wait(test, lost, told));
        co_await io::sleep_for(15ms);
        group.cancel();
        co_await group.join();
      }
    };
    heard told;
    await(body::run(*this, context_.get_executor(), lost, told));
    EXPECT_EQ(told, (heard{"cancelled"})) << lost;
  }
}

}  // namespace
}  // namespace dockverify::test

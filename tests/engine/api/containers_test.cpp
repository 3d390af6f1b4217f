// What container replies are read into.
#include "tests/engine/fixture.hpp"

namespace dockverify::test {
namespace {

using namespace engine;

using containers_test = engine_test;

TEST_F(containers_test, inspect_reads_the_fields_and_keeps_the_evidence) {
  json const body = {{"Id", "c1"},
                     {"Name", "/web"},
                     {"Image", "sha256:1"},
                     {"RestartCount", 2},
                     {"Config", {{"Image", "x:1"}, {"Tty", true}, {"Labels", {{"a", "b"}}}}},
                     {"State",
                      {{"Status", "running"},
                       {"Running", true},
                       {"Pid", 42},
                       {"ExitCode", 0},
                       {"OOMKilled", true},
                       {"Error", ""},
                       {"StartedAt", "s"},
                       {"FinishedAt", "f"},
                       {"Health",
                        {{"Status", "unhealthy"},
                         {"FailingStreak", 3},
                         {"Log", {{{"Start", "1"}, {"End", "2"}, {"ExitCode", -1}, {"Output", "late"}}}}}}}}};
  fake_.on("GET /containers/web/json", reply::json(200, body));
  auto const read = await(client_.containers().inspect("web", within(2s)));
  ASSERT_TRUE(read) << read.error().describe();
  EXPECT_EQ(read->name, "web");
  EXPECT_EQ(read->image_id, "sha256:1");
  EXPECT_EQ(read->image, "x:1");
  EXPECT_EQ(read->status, "running");
  EXPECT_TRUE(read->running && read->tty && read->oom_killed);
  EXPECT_EQ(read->pid, 42);
  EXPECT_EQ(read->restart_count, 2);
  EXPECT_EQ(read->health, "unhealthy");
  EXPECT_EQ(read->failing_streak, 3);
  ASSERT_EQ(read->health_log.size(), 1U);
  EXPECT_EQ(read->health_log[0].exit_code, -1);
  EXPECT_EQ(read->labels.at("a"), "b");
  EXPECT_EQ(read->raw, body);
}

TEST_F(containers_test, inspect_without_a_health_check_has_none) {
  for (auto const& state : {json{{"Status", "created"}}, json{{"Health", nullptr}}, json{{"Health", {{"Status", ""}}}},
                            json{{"Health", {{"Status", "none"}}}}}) {
    fake_.on("GET /containers/web/json", reply::json(200, {{"Id", "c1"}, {"State", state}}));
    EXPECT_FALSE(await(client_.containers().inspect("web", within(2s)))->health) << state;
  }
}

TEST_F(containers_test, a_wrong_type_names_its_path) {
  fake_.on("GET /containers/web/json", reply::json(200, {{"Id", "c1"}, {"State", {{"Pid", "x"}}}}));
  auto const read = await(client_.containers().inspect("web", within(2s)));
  EXPECT_EQ(read.error().kind, failure_kind::protocol);
  EXPECT_THAT(read.error().describe(), testing::HasSubstr("GET /containers/web/json: protocol error: $.State.Pid"));
}

TEST_F(containers_test, list_takes_the_own_name) {
  fake_.on("GET /containers/json", reply::json(200, {{{"Id", "c1"},
                                                      {"Names", {"/other/web", "/db"}},
                                                      {"State", "running"},
                                                      {"Status", "Up 3 seconds (healthy)"}}}));
  auto const list = await(client_.containers().list({}, within(2s)));
  ASSERT_EQ(list->size(), 1U);
  EXPECT_EQ(list->front().name, "db");
  EXPECT_EQ(list->front().status, "Up 3 seconds (healthy)");
}

TEST_F(containers_test, start_and_stop_tell_that_nothing_was_to_do) {
  fake_.on("POST /containers/web/start", reply::empty(304)).on("POST /containers/web/stop", reply::empty(304));
  EXPECT_EQ(*await(client_.containers().start("web", within(2s))), start_outcome::already_running);
  EXPECT_EQ(*await(client_.containers().stop("web", std::nullopt, within(2s))), stop_outcome::already_stopped);
  fake_.on("POST /containers/web/start", reply::empty(204)).on("POST /containers/web/stop", reply::empty(204));
  EXPECT_EQ(*await(client_.containers().start("web", within(2s))), start_outcome::started);
  EXPECT_EQ(*await(client_.containers().stop("web", std::nullopt, within(2s))), stop_outcome::stopped);
}

TEST_F(containers_test, wait_reads_the_code_that_comes_late) {
  fake_.on("POST /containers/web/wait", reply::stream({"{\"StatusCode\"", ":137}"}).pieces(7));
  EXPECT_EQ(*await(client_.containers().wait("web", wait_condition::not_running, within(2s))), 137);
  fake_.on("POST /containers/web/wait", reply::json(200, {{"StatusCode", 0}, {"Error", {{"Message", "gone"}}}}));
  EXPECT_EQ(await(client_.containers().wait("web", wait_condition::removed, within(2s))).error().kind,
            failure_kind::server);
  fake_.on("POST /containers/web/wait", reply::json(200, json::object()));
  EXPECT_EQ(await(client_.containers().wait("web", wait_condition::removed, within(2s))).error().kind,
            failure_kind::protocol);
}

// Many waits must not use up the connections that inspects need.
TEST_F(containers_test, waits_take_no_place_in_the_pool) {
  fake_.on("POST /containers/*/wait", reply::hang()).on("GET /containers/web/json", reply::json(200, {{"Id", "c1"}}));
  struct body {
    static io::awaitable<void> wait(client& c) { co_await c.containers().wait("web", wait_condition::next_exit); }
  };
  for (int i = 0; i < 20; ++i) io::asio::co_spawn(context_, body::wait(client_), [](std::exception_ptr const&) {});
  auto const read = await(client_.containers().inspect("web", within(2s)));
  EXPECT_TRUE(read) << read.error().describe();
  client_.shutdown();
}

TEST_F(containers_test, logs_are_demultiplexed_in_any_pieces) {
  auto const bytes = frame(1, "out\n") + frame(2, "err\n") + frame(1, "more");
  struct body {
    static io::awaitable<std::string> read(client& c, bool tty) {
      logs_options query;
      query.tty = tty;
      auto reader = co_await c.containers().logs("web", query, within(2s));
      std::string heard;
      for (;;) {
        auto const chunk = co_await reader->next(within(2s));
        if (!chunk) co_return heard + "!" + chunk.error().message;
        if (!*chunk) co_return heard;
        heard += ((*chunk)->stream == output_stream::err ? "E:" : "O:") + (*chunk)->bytes;
      }
    }
  };
  fake_.on("GET /containers/web/logs", reply::stream({bytes}));
  EXPECT_EQ(await(body::read(client_, false)), "O:out\nE:err\nO:more");
  fake_.on("GET /containers/web/logs", reply::stream({"raw ", "bytes"}));
  EXPECT_EQ(await(body::read(client_, true)), "O:raw bytes");
  fake_.on("GET /containers/web/logs", reply::stream({frame(1, "a") + frame(3, "broken disk")}));
  EXPECT_EQ(await(body::read(client_, false)), "O:a!broken disk");
  fake_.on("GET /containers/web/logs", reply::stream({bytes.substr(0, bytes.size() - 2)}));
  EXPECT_EQ(await(body::read(client_, false)), "O:out\nE:err\nO:mo!the output broke off inside a frame");
}

TEST_F(containers_test, log_tail_joins_lines) {
  fake_.on("GET /containers/web/logs", reply::stream({frame(1, "be") + frame(2, "oops\n") + frame(1, "gin\nlast")}));
  auto const lines = await(client_.containers().log_tail("web", {}, within(2s)));
  ASSERT_TRUE(lines) << lines.error().describe();
  ASSERT_EQ(lines->size(), 3U);
  EXPECT_EQ((*lines)[0].text, "begin");
  EXPECT_EQ((*lines)[1].stream, output_stream::err);
  EXPECT_EQ((*lines)[2].text, "last");
  logs_options tty;
  tty.tty = true;
  fake_.on("GET /containers/web/logs", reply::stream({"a\r\nb\r\n"}));
  EXPECT_EQ(await(client_.containers().log_tail("web", tty, within(2s)))->at(1).text, "b");
  fake_.on("GET /containers/web/logs", reply::stream({"not framed at all"}));
  EXPECT_EQ(await(client_.containers().log_tail("web", {}, within(2s))).error().kind, failure_kind::protocol);
}

TEST_F(containers_test, top_is_a_table) {
  fake_.on("GET /containers/web/top",
           reply::json(200, {{"Titles", {"PID", "CMD"}}, {"Processes", json::parse(R"([["1","init"],["7","sh"]])")}}));
  auto const table = await(client_.containers().top("web", "", within(2s)));
  EXPECT_EQ(table->titles, (std::vector<std::string>{"PID", "CMD"}));
  EXPECT_EQ(table->rows[1][1], "sh");
}

TEST_F(containers_test, archives_are_limited) {
  fake_.on("GET /containers/web/archive", reply::stream({std::string(50, 't'), std::string(51, 't')}));
  EXPECT_EQ(await(client_.containers().get_archive("web", "/x", 100, within(2s))).error().kind, failure_kind::protocol);
  EXPECT_EQ(await(client_.containers().get_archive("web", "/x", 101, within(2s)))->size(), 101U);
  fake_.on("PUT /containers/web/archive", reply::empty(200));
  std::string const tar(3 << 20, 't');
  ASSERT_TRUE(await(client_.containers().put_archive("web", "/x", tar, within(2s))));
  EXPECT_EQ(fake_.requests("PUT *").front().body, tar);
}

TEST_F(containers_test, status_codes_have_kinds) {
  struct row {
    int status;
    failure_kind kind;
  };
  for (auto const& [status, kind] :
       {row{400, failure_kind::invalid}, row{401, failure_kind::denied}, row{403, failure_kind::denied},
        row{404, failure_kind::not_found}, row{409, failure_kind::conflict}, row{418, failure_kind::invalid},
        row{501, failure_kind::unsupported}, row{503, failure_kind::server}, row{301, failure_kind::protocol}}) {
    fake_.on("POST /containers/web/start", reply::error(status, "reason"));
    auto const failed = await(outcome_of(client_.containers().start("web", within(2s))));
    ASSERT_TRUE(failed) << status;
    EXPECT_EQ(failed->kind, kind) << status;
    EXPECT_EQ(failed->http_status, status);
    EXPECT_EQ(failed->operation, "POST /containers/web/start");
  }
}

}  // namespace
}  // namespace dockverify::test

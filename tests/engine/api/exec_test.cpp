// Exec over both forms of a hijacked connection.
#include "tests/engine/fixture.hpp"

namespace dockverify::test {
namespace {

using namespace engine;

struct exec_test : engine_test {
  void script(reply const& start) {
    fake_.on("POST /containers/web/exec", reply::json(201, {{"Id", "e1"}})).on("POST /exec/e1/start", start);
    fake_.once("GET /exec/e1/json", reply::json(200, {{"Running", true}, {"ExitCode", nullptr}}));
    fake_.on("GET /exec/e1/json", reply::json(200, {{"Running", false}, {"ExitCode", 7}, {"Pid", 0}}));
  }
  io::result<exec_outcome> run_it(std::size_t limit = 1000, std::chrono::milliseconds time = 2s) {
    exec_config config;
    config.command = {"id"};
    return await(client_.exec().run("web", config, limit, within(time)));
  }
};

TEST_F(exec_test, runs_to_the_end_and_waits_for_the_exit_code) {
  auto const output = frame(1, "out\n") + frame(2, "err \xFF\n");
  for (auto const& start : {reply::upgrade(output), reply::until_close(output), reply::upgrade(output).pieces(1),
                            reply::until_close(output).pieces(3)}) {
    script(start);
    auto const outcome = run_it();
    ASSERT_TRUE(outcome) << outcome.error().describe();
    EXPECT_EQ(outcome->exit_code, 7);
    EXPECT_EQ(outcome->output, "out\nerr \xEF\xBF\xBD\n");
    EXPECT_FALSE(outcome->truncated);
  }
  EXPECT_EQ(fake_.requests("POST /exec/e1/start")[0].headers.at("upgrade"), "tcp");
}

TEST_F(exec_test, keeps_no_more_output_than_asked_for) {
  script(reply::upgrade(frame(1, std::string(5000, 'x')) + frame(1, "end")));
  auto const outcome = run_it(10);
  EXPECT_EQ(outcome->output, std::string(10, 'x'));
  EXPECT_TRUE(outcome->truncated);
}

TEST_F(exec_test, an_error_instead_of_the_stream_is_a_failure) {
  script(reply::error(409, "Container web is paused"));
  auto const outcome = run_it();
  EXPECT_EQ(outcome.error().kind, failure_kind::conflict);
  EXPECT_EQ(outcome.error().operation, "POST /exec/e1/start");
}

TEST_F(exec_test, an_endless_command_ends_at_the_deadline) {
  script(reply::stream({frame(1, "started")}).open());
  EXPECT_EQ(run_it(1000, 10ms).error().kind, failure_kind::timed_out);
}

TEST_F(exec_test, an_exit_code_that_never_comes_ends_at_the_deadline) {
  script(reply::upgrade(""));
  fake_.on("GET /exec/e1/json", reply::json(200, {{"Running", true}}));
  EXPECT_EQ(run_it(1000, 30ms).error().kind, failure_kind::timed_out);
}

TEST_F(exec_test, raw_output_of_a_terminal_is_not_framed) {
  fake_.on("POST /exec/e1/start", reply::upgrade("plain text"));
  struct body {
    static io::awaitable<std::string> run(client& c) {
      auto reader = co_await c.exec().start("e1", true, within(2s));
      auto const chunk = co_await reader->next(within(2s));
      co_return (*chunk)->bytes;
    }
  };
  EXPECT_EQ(await(body::run(client_)), "plain text");
}

}  // namespace
}  // namespace dockverify::test

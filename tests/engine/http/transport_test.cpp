// Connections: kept, limited, retried; deadlines and cancellation wherever a call can wait; hostile replies.
#include "engine/http/transport.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "engine/io/sleep.hpp"
#include "engine/io/task_group.hpp"
#include "tests/support/fake_engine.hpp"

namespace dockverify::test {
namespace {

using namespace std::chrono_literals;
using engine::transport;
using io::failure_kind;
using testing::HasSubstr;

engine::transport_options plain(std::size_t pool_size = 4, bool read_only = false) {
  engine::transport_options options;
  options.max_api_version = "1.51";
  options.pool_size = pool_size;
  options.read_only = read_only;
  return options;
}

http::request request_of(std::string method, std::string target) {
  http::request what;
  what.method = std::move(method);
  what.target = std::move(target);
  return what;
}
http::request get(std::string target) {
  return request_of("GET", std::move(target));
}

struct transport_test : testing::Test {
  io::asio::io_context context{1};
  fake_engine fake{context};
  transport over{context.get_executor(), fake.where(), plain()};

  transport_test() { over.settle("1.41", ""); }
  io::result<http::reply> exchange(http::request what, std::chrono::milliseconds time = 2s) {
    return run(context, over.exchange(std::move(what), io::clock::now() + time));
  }
};

// Runs `work` in a group and cancels it after a moment; its last failure is kept.
using call = std::function<io::awaitable<std::optional<io::failure>>()>;
std::optional<io::failure> cancelled_after(io::asio::io_context& context, call work,
                                           std::chrono::milliseconds pause = 10ms) {
  struct body {
    static io::awaitable<void> keep(call work, std::optional<io::failure>& into) {
      auto const failed = co_await work();
      into = failed;
    }
    static io::awaitable<void> run(io::executor where, call work, std::chrono::milliseconds pause,
                                   std::optional<io::failure>& into) {
      io::task_group group(where);
      group.start(keep(std::move(work), into));
      co_await io::sleep_for(pause);
      group.cancel();
      co_await group.join();
    }
  };
  std::optional<io::failure> failed;
  run(context, body::run(context.get_executor(), std::move(work), pause, failed));
  return failed;
}
template <class T>
io::awaitable<std::optional<io::failure>> failure_of(io::awaitable<io::result<T>> work) {
  auto const value = co_await std::move(work);
  if (value) co_return std::nullopt;
  co_return value.error();
}

TEST_F(transport_test, keeps_its_connection) {
  fake.on("GET /x", reply::json(200, {{"a", 1}}));
  for (int i = 0; i < 3; ++i) {
    auto const answer = exchange(get("/x"));
    ASSERT_TRUE(answer) << answer.error().describe();
    EXPECT_EQ(answer->body, "{\"a\":1}\n");
    EXPECT_EQ(answer->head.header("content-type"), "application/json");
  }
  EXPECT_EQ(fake.connections(), 1U);
  EXPECT_EQ(fake.requests()[0].target, "/v1.41/x");
  EXPECT_EQ(fake.requests()[0].headers.at("host"), "docker");
}

TEST_F(transport_test, keeps_it_after_errors_and_empty_replies_too) {
  fake.on("GET /a", reply::error(404, "no"))
      .on("GET /b", reply::empty(204))
      .on("GET /c", reply::empty(304))
      .on("GET /d", reply::stream({"x", "y"}));
  for (auto const* path : {"/a", "/b", "/c", "/d", "/a"}) ASSERT_TRUE(exchange(get(path))) << path;
  EXPECT_EQ(fake.connections(), 1U);
}

TEST_F(transport_test, does_not_keep_it_when_the_engine_says_close) {
  fake.on("GET /x", reply::text(200, "x").with("Connection", "close"));
  ASSERT_TRUE(exchange(get("/x")));
  ASSERT_TRUE(exchange(get("/x")));
  EXPECT_EQ(fake.connections(), 2U);
}

TEST_F(transport_test, reads_replies_cut_into_any_pieces) {
  for (std::size_t size = 1; size < 12; ++size) {
    fake.on("GET /x", reply::stream({"hello ", std::string(300, 'y')}).pieces(size));
    auto const answer = exchange(get("/x"));
    ASSERT_TRUE(answer) << answer.error().describe();
    EXPECT_EQ(answer->body, "hello " + std::string(300, 'y'));
  }
}

TEST_F(transport_test, uses_a_stale_connection_no_more) {
  fake.on("POST /x", reply::empty(204));
  ASSERT_TRUE(exchange(request_of("POST", "/x")));
  fake.drop_connections();
  auto const again = exchange(request_of("POST", "/x"));
  ASSERT_TRUE(again) << again.error().describe();
  EXPECT_EQ(fake.connections(), 2U);
}

TEST_F(transport_test, retries_reads_once_when_a_reused_connection_dies_unanswered) {
  fake.once("GET /x", reply::empty(204)).once("GET /x", reply::close()).on("GET /x", reply::text(200, "second"));
  ASSERT_TRUE(exchange(get("/x")));
  auto const again = exchange(get("/x"));
  ASSERT_TRUE(again) << again.error().describe();
  EXPECT_EQ(again->body, "second");
  EXPECT_EQ(fake.connections(), 2U);
}

TEST_F(transport_test, retries_only_once) {
  fake.once("GET /x", reply::empty(204)).on("GET /x", reply::close());
  ASSERT_TRUE(exchange(get("/x")));
  auto const again = exchange(get("/x"));
  EXPECT_EQ(again.error().kind, failure_kind::unreachable);
  EXPECT_EQ(fake.requests().size(), 3U);
}

TEST_F(transport_test, never_retries_a_write_a_fresh_connection_or_a_started_reply) {
  fake.on("GET /fresh", reply::close());
  EXPECT_EQ(exchange(get("/fresh")).error().kind, failure_kind::unreachable);
  EXPECT_EQ(fake.requests().size(), 1U);
  fake.on("GET /ok", reply::empty(204)).on("POST /x", reply::close()).on("GET /half", reply::text(200, "x").cut(5));
  ASSERT_TRUE(exchange(get("/ok")));
  EXPECT_EQ(exchange(request_of("POST", "/x")).error().kind, failure_kind::unreachable);
  EXPECT_EQ(fake.requests("POST /x").size(), 1U);
  ASSERT_TRUE(exchange(get("/ok")));
  EXPECT_EQ(exchange(get("/half")).error().kind, failure_kind::unreachable);
  EXPECT_EQ(fake.requests("GET /half").size(), 1U);
}

TEST_F(transport_test, a_reply_cut_anywhere_is_a_failure_and_never_half_a_success) {
  auto const whole = std::string("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    fake.on("GET /x", reply::raw(whole.substr(0, size)));
    auto const answer = exchange(get("/x"));
    ASSERT_FALSE(answer) << size;
    EXPECT_EQ(answer.error().kind, failure_kind::unreachable) << size;
  }
  auto const chunked = std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  for (std::size_t size = 0; size < chunked.size(); ++size) {
    fake.on("GET /x", reply::raw(chunked.substr(0, size)));
    ASSERT_FALSE(exchange(get("/x"))) << size;
  }
}

TEST_F(transport_test, garbage_is_a_protocol_failure) {
  std::vector<std::string> const replies = {
      "SSH-2.0-OpenSSH_9.2\r\n\r\n",
      "HTTP/1.1 2x0 OK\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "HTTP/1.1 200 OK\r\nX: " + std::string(100000, 'x') + "\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(600000, 'x'),
  };
  for (auto const& bytes : replies) {
    fake.on("GET /x", reply::raw(bytes));
    auto const answer = exchange(get("/x"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, failure_kind::protocol) << bytes.substr(0, 60) << answer.error().describe();
  }
}

TEST_F(transport_test, a_reply_has_a_limit_and_a_declared_length_reserves_nothing) {
  auto small = get("/x");
  small.body_limit = 10;
  fake.on("GET /x", reply::text(200, std::string(11, 'x')));
  EXPECT_EQ(exchange(small).error().kind, failure_kind::protocol);
  fake.on("GET /x", reply::stream({std::string(11, 'x')}));
  EXPECT_EQ(exchange(small).error().kind, failure_kind::protocol);
  fake.on("GET /x", reply::flood(1000));
  EXPECT_EQ(exchange(small).error().kind, failure_kind::protocol);
  fake.on("GET /x", reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000000\r\n\r\nx"));
  EXPECT_EQ(exchange(get("/x")).error().kind, failure_kind::unreachable);
}

TEST_F(transport_test, skips_interim_replies) {
  fake.on("GET /x", reply::raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 "
                               "OK\r\nContent-Length: 2\r\n\r\nok"));
  auto const answer = exchange(get("/x"));
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(answer->body, "ok");
}

TEST_F(transport_test, deadlines_are_named_wherever_they_strike) {
  fake.on("GET /head", reply::hang());
  EXPECT_EQ(exchange(get("/head"), 10ms).error().kind, failure_kind::timed_out);
  fake.on("GET /body", reply::stream({"part"}).open());
  EXPECT_EQ(exchange(get("/body"), 10ms).error().kind, failure_kind::timed_out);
  EXPECT_EQ(exchange(get("/head"), -1ms).error().kind, failure_kind::timed_out);
}

TEST_F(transport_test, cancellation_ends_a_call_wherever_it_waits) {
  fake.on("GET /head", reply::hang()).on("GET /body", reply::stream({"part"}).open());
  for (auto const* path : {"/head", "/body"}) {
    auto const failed = cancelled_after(context, [&] { return failure_of(over.exchange(get(path), io::no_deadline)); });
    ASSERT_TRUE(failed) << path;
    EXPECT_EQ(failed->kind, failure_kind::cancelled) << path;
  }
  fake.on("GET /ok", reply::text(200, "fine"));
  EXPECT_TRUE(exchange(get("/ok"))) << "the client is as good as before";
}

TEST_F(transport_test, a_cancelled_call_frees_its_place_and_a_waiting_one_gives_up) {
  transport narrow(context.get_executor(), fake.where(), plain(1));
  narrow.settle("1.41", "");
  fake.on("GET /head", reply::hang()).on("GET /ok", reply::text(200, "fine"));
  struct body {
    static io::awaitable<void> ask(transport& over, std::string path, std::chrono::milliseconds time,
                                   std::vector<std::string>& log) {
      auto const answer = co_await over.exchange(get(path), io::clock::now() + time);
      log.push_back(path + " " + (answer ? answer->body : std::string(io::to_string(answer.error().kind))));
    }
    static io::awaitable<void> run(io::executor where, transport& over, std::vector<std::string>& log) {
      io::task_group holder(where), waiting(where), third(where);
      holder.start(ask(over, "/head", 5s, log));
      co_await io::sleep_for(1ms);
      waiting.start(ask(over, "/cancelled", 5s, log));
      third.start(ask(over, "/late", 5ms, log));
      third.start(ask(over, "/ok", 5s, log));
      co_await io::sleep_for(10ms);
      waiting.cancel();
      co_await waiting.join();
      holder.cancel();
      co_await holder.join();
      co_await third.join();
    }
  };
  std::vector<std::string> log;
  run(context, body::run(context.get_executor(), narrow, log));
  EXPECT_EQ(log, (std::vector<std::string>{"/late timed out", "/cancelled cancelled", "/head cancelled", "/ok fine"}));
  EXPECT_EQ(fake.requests("GET /cancelled").size(), 0U);
}

TEST_F(transport_test, never_has_more_connections_than_its_pool) {
  fake.on("GET /slow", reply::text(200, "x").after(2ms));
  struct body {
    static io::awaitable<void> ask(transport& over, int& good) {
      auto const answer = co_await over.exchange(get("/slow"), io::clock::now() + 5s);
      good += answer ? 1 : 0;
    }
    static io::awaitable<void> run(io::executor where, transport& over, int& good) {
      io::task_group group(where);
      for (int i = 0; i < 20; ++i) group.start(ask(over, good));
      co_await group.join();
    }
  };
  int good = 0;
  run(context, body::run(context.get_executor(), over, good));
  EXPECT_EQ(good, 20);
  EXPECT_EQ(fake.connections(), 4U);
}

TEST_F(transport_test, shutdown_cancels_what_waits_and_what_comes) {
  fake.on("GET /head", reply::hang()).on("GET /events", reply::stream({}).open());
  struct body {
    static io::awaitable<void> ask(transport& over, std::vector<failure_kind>& kinds) {
      auto const answer = co_await over.exchange(get("/head"), io::no_deadline);
      if (!answer) kinds.push_back(answer.error().kind);
    }
    static io::awaitable<void> listen(transport& over, std::vector<failure_kind>& kinds) {
      auto stream = co_await over.open(get("/events"), io::no_deadline);
      if (!stream) {
        kinds.push_back(stream.error().kind);
        co_return;
      }
      auto const piece = co_await stream->read_some(io::no_deadline);
      if (!piece) kinds.push_back(piece.error().kind);
    }
    static io::awaitable<void> run(io::executor where, transport& over, std::vector<failure_kind>& kinds) {
      io::task_group group(where);
      group.start(ask(over, kinds));
      group.start(listen(over, kinds));
      co_await io::sleep_for(5ms);
      over.shutdown();
      over.shutdown();
      co_await group.join();
    }
  };
  std::vector<failure_kind> kinds;
  run(context, body::run(context.get_executor(), over, kinds));
  EXPECT_EQ(kinds, (std::vector<failure_kind>(2, failure_kind::cancelled)));
  EXPECT_EQ(exchange(get("/x")).error().kind, failure_kind::cancelled);
}

TEST_F(transport_test, a_stream_goes_on_after_a_deadline) {
  fake.on("GET /events", reply::stream({"one"}).open());
  struct body {
    static io::awaitable<void> run(transport& over, fake_engine& fake, std::string& heard) {
      auto stream = co_await over.open(get("/events"), io::no_deadline);
      auto piece = co_await stream->read_some(io::no_deadline);
      heard += *piece;
      piece = co_await stream->read_some(io::clock::now() + std::chrono::milliseconds(5));
      heard += piece ? *piece : "|" + std::string(io::to_string(piece.error().kind)) + "|";
      fake.emit_to("/events", "two");
      piece = co_await stream->read_some(io::no_deadline);
      heard += *piece;
    }
  };
  std::string heard;
  run(context, body::run(over, fake, heard));
  EXPECT_EQ(heard, "one|timed out|two");
}

TEST_F(transport_test, reads_no_more_than_it_is_asked_for) {
  fake.on("GET /flood", reply::flood(4096));
  struct body {
    static io::awaitable<void> run(transport& over, std::size_t& pieces) {
      auto stream = co_await over.open(get("/flood"), io::no_deadline);
      co_await io::sleep_for(std::chrono::milliseconds(20));
      for (; pieces < 3; ++pieces) {
        auto const piece = co_await stream->read_some(io::no_deadline);
        EXPECT_TRUE(piece);
        EXPECT_LE(piece->size(), std::size_t{64} << 10U);
      }
      co_await io::sleep_for(std::chrono::milliseconds(20));
    }
  };
  std::size_t pieces = 0;
  run(context, body::run(over, pieces));
  EXPECT_LT(fake.bytes_sent(), std::size_t{2} << 20U) << "the engine has to wait, not our memory to grow";
}

TEST_F(transport_test, destroying_a_stream_closes_its_connection) {
  fake.on("GET /events", reply::stream({}).open());
  struct body {
    static io::awaitable<void> run(transport& over, fake_engine& fake) {
      auto stream = co_await over.open(get("/events"), io::no_deadline);
      EXPECT_EQ(fake.open_connections(), 1U);
      stream = io::failure();
      co_await io::sleep_for(std::chrono::milliseconds(5));
    }
  };
  run(context, body::run(over, fake));
  EXPECT_EQ(fake.open_connections(), 0U);
}

TEST_F(transport_test, sends_a_body_in_chunks) {
  fake.on("POST /build", reply::text(200, "built"));
  auto what = request_of("POST", "/build");
  int left = 3;
  what.source = [&left]() -> io::awaitable<io::result<std::string>> {
    if (left-- == 0) co_return std::string();
    co_return std::string(5000, static_cast<char>('a' + left));
  };
  ASSERT_TRUE(exchange(what));
  EXPECT_EQ(fake.requests()[0].body, std::string(5000, 'c') + std::string(5000, 'b') + std::string(5000, 'a'));
  EXPECT_EQ(fake.requests()[0].headers.at("transfer-encoding"), "chunked");
}

TEST_F(transport_test, a_failing_source_fails_the_call) {
  fake.on("POST /build", reply::text(200, "built"));
  auto what = request_of("POST", "/build");
  what.source = []() -> io::awaitable<io::result<std::string>> {
    co_return io::failure{failure_kind::invalid, {}, 0, {}, "no such file"};
  };
  auto const answer = exchange(what);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "no such file");
}

TEST_F(transport_test, refuses_before_it_connects) {
  transport reader(context.get_executor(), fake.where(), plain(4, true));
  reader.settle("1.41", "");
  for (auto const* method : {"POST", "PUT", "DELETE"}) {
    auto const refused = run(context, reader.exchange(request_of(method, "/x"), io::no_deadline));
    EXPECT_EQ(refused.error().kind, failure_kind::invalid) << method;
    auto const stream = run(context, failure_of(reader.open(request_of(method, "/x"), io::no_deadline)));
    EXPECT_EQ(stream->kind, failure_kind::invalid) << method;
  }
  transport unsettled(context.get_executor(), fake.where(), plain());
  EXPECT_EQ(run(context, unsettled.exchange(get("/x"), io::no_deadline)).error().kind, failure_kind::invalid);
  EXPECT_EQ(exchange(get("/a b")).error().kind, failure_kind::invalid);
  EXPECT_EQ(fake.connections(), 0U);
}

TEST_F(transport_test, connect_failures_say_what_to_do) {
  auto place = fake.where();
  fake.stop();
  EXPECT_THAT(exchange(get("/x")).error().message,
              HasSubstr("the socket does not exist; start the engine or set DOCKER_HOST"));
  EXPECT_EQ(exchange(get("/x")).error().kind, failure_kind::unreachable);
  std::ofstream(place.path) << "not a socket";
  EXPECT_THAT(exchange(get("/x")).error().message, HasSubstr("the connection was refused"));
  if (::geteuid() != 0) {
    std::filesystem::permissions(place.path, std::filesystem::perms::none);
    EXPECT_EQ(exchange(get("/x")).error().kind, failure_kind::denied);
    EXPECT_THAT(exchange(get("/x")).error().message, HasSubstr("docker group"));
  }
  place.transport = engine::endpoint::kind::npipe;
  transport pipe(context.get_executor(), place, plain());
  pipe.settle("1.41", "");
  EXPECT_EQ(run(context, pipe.exchange(get("/x"), io::no_deadline)).error().kind, failure_kind::unsupported);
}

}  // namespace
}  // namespace dockverify::test

// The stream over real sockets: what its failures are called.
#include "engine/io/byte_stream.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>

#include "engine/io/deadline.hpp"
#include "engine/io/sleep.hpp"
#include "engine/io/task_group.hpp"
#include "engine/io/token.hpp"
#include "tests/support/fake_engine.hpp"

namespace dockverify::test {
namespace {

using namespace std::chrono_literals;
using io::failure_kind;

struct byte_stream_test : testing::Test {
  io::asio::io_context context{1};
  fake_engine fake{context};
  io::byte_stream stream{context.get_executor()};

  void connect() { ASSERT_TRUE(run(context, stream.connect_unix(fake.where().path, io::no_deadline))); }
  std::array<std::byte, 64> block{};
};

TEST_F(byte_stream_test, connect_failures_have_their_kinds) {
  auto const missing = run(context, stream.connect_unix("/nonexistent/socket", io::no_deadline));
  EXPECT_EQ(missing.error().kind, failure_kind::unreachable);
  EXPECT_EQ(missing.error().code, boost::system::errc::no_such_file_or_directory);
  auto const longer = run(context, stream.connect_unix("/" + std::string(200, 'x'), io::no_deadline));
  EXPECT_EQ(longer.error().kind, failure_kind::invalid);
}

TEST_F(byte_stream_test, a_read_ends_at_the_deadline_and_can_go_on) {
  connect();
  struct body {
    static io::awaitable<io::result<std::size_t>> run(byte_stream_test& test) {
      io::deadline const limit(test.stream, io::clock::now() + 5ms);
      auto const count = co_await test.stream.read_some(test.block);
      co_return count;
    }
  };
  EXPECT_EQ(run(context, body::run(*this)).error().kind, failure_kind::timed_out);
  fake.on("GET /x", reply::raw("bytes"));
  ASSERT_TRUE(run(context, stream.write("GET /x HTTP/1.1\r\n\r\n")));
  auto const count = run(context, stream.read_some(block));
  ASSERT_TRUE(count) << count.error().describe();
  EXPECT_EQ(*count, 5U);
  auto const end = run(context, stream.read_some(block));
  EXPECT_EQ(*end, 0U);
}

TEST_F(byte_stream_test, a_deadline_in_the_past_stops_at_once) {
  connect();
  io::deadline const limit(stream, io::clock::now() - 1ms);
  EXPECT_TRUE(limit.expired());
  EXPECT_EQ(run(context, stream.write("x")).error().kind, failure_kind::timed_out);
}

TEST_F(byte_stream_test, closing_cancels_what_waits) {
  connect();
  struct body {
    static io::awaitable<void> read(byte_stream_test& test, failure_kind& kind) {
      auto const count = co_await test.stream.read_some(test.block);
      kind = count ? failure_kind::protocol : count.error().kind;
    }
    static io::awaitable<void> run(byte_stream_test& test, failure_kind& kind) {
      io::task_group group(test.context.get_executor());
      group.start(read(test, kind));
      co_await io::sleep_for(1ms);
      test.stream.close();
      co_await group.join();
    }
  };
  auto kind = failure_kind::protocol;
  run(context, body::run(*this, kind));
  EXPECT_EQ(kind, failure_kind::cancelled);
}

TEST_F(byte_stream_test, knows_that_an_idle_peer_has_gone) {
  connect();
  run(context, io::sleep_for(1ms));
  EXPECT_FALSE(stream.stale());
  fake.drop_connections();
  EXPECT_TRUE(stream.stale());
}

TEST_F(byte_stream_test, connects_over_tcp_by_number_and_reports_refusal) {
  using io::asio::ip::tcp;
  tcp::acceptor acceptor(context, tcp::endpoint(io::asio::ip::make_address("127.0.0.1"), 0));
  auto const port = acceptor.local_endpoint().port();
  EXPECT_TRUE(run(context, stream.connect_tcp("127.0.0.1", port, io::clock::now() + 2s)));
  acceptor.close();
  io::byte_stream other(context.get_executor());
  auto const refused = run(context, other.connect_tcp("127.0.0.1", port, io::clock::now() + 2s));
  EXPECT_EQ(refused.error().kind, failure_kind::unreachable);
  EXPECT_EQ(refused.error().code, boost::system::errc::connection_refused);
}

}  // namespace
}  // namespace dockverify::test

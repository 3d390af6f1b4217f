// Groups: limits, cancellation, joining, exceptions.
#include "engine/io/task_group.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <memory>
#include <stdexcept>

#include "engine/io/sleep.hpp"
#include "tests/support/run.hpp"

namespace dockverify::test {
namespace {

using namespace std::chrono_literals;

struct counts {
  int now = 0, most = 0, done = 0, cancelled = 0;
};

io::awaitable<void> work(counts& c, std::chrono::milliseconds time) {
  c.most = std::max(c.most, ++c.now);
  auto const ec = co_await io::sleep_for(time);
  --c.now;
  ++(ec ? c.cancelled : c.done);
}

TEST(task_group, never_runs_more_than_its_limit) {
  struct body {
    static io::awaitable<void> run(counts& c, io::executor where) {
      io::task_group group(where, 3);
      for (int i = 0; i < 10; ++i) co_await group.spawn(work(c, 1ms));
      co_await group.join();
    }
  };
  io::asio::io_context context{1};
  counts c;
  run(context, body::run(c, context.get_executor()));
  EXPECT_EQ(c.most, 3);
  EXPECT_EQ(c.done, 10);
}

TEST(task_group, cancels_all_children_and_takes_no_more) {
  struct body {
    static io::awaitable<void> run(counts& c, io::executor where) {
      io::task_group group(where);
      for (int i = 0; i < 5; ++i) group.start(work(c, 1h));
      co_await io::sleep_for(1ms);
      group.cancel();
      auto const ec = co_await group.spawn(work(c, 1h));
      EXPECT_EQ(ec, io::asio::error::operation_aborted);
      co_await group.join();
    }
  };
  io::asio::io_context context{1};
  counts c;
  run(context, body::run(c, context.get_executor()));
  EXPECT_EQ(c.cancelled, 5);
}

// A child cancelled before its first step ends too, whether it had begun or not.
TEST(task_group, cancels_children_that_have_not_begun) {
  struct body {
    static io::awaitable<void> run(counts& c, io::executor where) {
      io::task_group group(where);
      group.start(work(c, 1h));
      group.cancel();
      co_await group.join();
    }
  };
  io::asio::io_context context{1};
  counts c;
  run(context, body::run(c, context.get_executor()));
  EXPECT_EQ(c.now, 0);
}

TEST(task_group, hands_the_owners_cancellation_on_and_still_joins) {
  struct body {
    static io::awaitable<void> owner(counts& c, io::executor where, bool& joined) {
      io::task_group group(where);
      for (int i = 0; i < 3; ++i) group.start(work(c, 1h));
      co_await group.join();
      joined = true;
    }
    static io::awaitable<void> run(counts& c, io::executor where, bool& joined) {
      io::task_group outer(where);
      outer.start(owner(c, where, joined));
      co_await io::sleep_for(1ms);
      outer.cancel();
      co_await outer.join();
    }
  };
  io::asio::io_context context{1};
  counts c;
  bool joined = false;
  run(context, body::run(c, context.get_executor(), joined));
  EXPECT_EQ(c.cancelled, 3);
  EXPECT_TRUE(joined);
}

TEST(task_group, spawn_waiting_for_a_place_is_cancelled) {
  struct body {
    static io::awaitable<void> fill(counts& c, io::executor where, io::error_code& second) {
      io::task_group group(where, 1);
      co_await group.spawn(work(c, 1h));
      second = co_await group.spawn(work(c, 1h));
      co_await group.join();
    }
    static io::awaitable<void> run(counts& c, io::executor where, io::error_code& second) {
      io::task_group outer(where);
      outer.start(fill(c, where, second));
      co_await io::sleep_for(1ms);
      outer.cancel();
      co_await outer.join();
    }
  };
  io::asio::io_context context{1};
  counts c;
  io::error_code second;
  run(context, body::run(c, context.get_executor(), second));
  EXPECT_EQ(second, io::asio::error::operation_aborted);
  EXPECT_EQ(c.cancelled, 1);
}

TEST(task_group, join_rethrows_a_childs_exception) {
  struct body {
    static io::awaitable<void> bug() {
      co_await io::sleep_for(0ms);
      throw std::runtime_error("bug");
    }
    static io::awaitable<void> run(counts& c, io::executor where) {
      io::task_group group(where);
      group.start(bug());
      group.start(work(c, 1ms));
      co_await group.join();
    }
  };
  io::asio::io_context context{1};
  counts c;
  EXPECT_THROW(run(context, body::run(c, context.get_executor())), std::runtime_error);
  EXPECT_EQ(c.done, 1);
}

TEST(task_group, dies_with_its_context) {
  auto context = std::make_unique<io::asio::io_context>(1);
  struct body {
    static io::awaitable<void> run(counts& c, io::executor where) {
      io::task_group group(where);
      for (int i = 0; i < 3; ++i) group.start(work(c, 1h));
      co_await group.join();
    }
  };
  counts c;
  io::asio::co_spawn(*context, body::run(c, context->get_executor()), [](std::exception_ptr const&) {});
  context->poll();
  EXPECT_EQ(c.now, 3);
  context.reset();
}

}  // namespace
}  // namespace dockverify::test

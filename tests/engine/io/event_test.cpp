// Waiting: notified, too late, cancelled.
#include "engine/io/event.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <memory>
#include <vector>

#include "engine/io/queue.hpp"
#include "engine/io/sleep.hpp"
#include "engine/io/task_group.hpp"
#include "tests/support/run.hpp"

namespace dockverify::test {
namespace {

using namespace std::chrono_literals;
using io::asio::error::operation_aborted;

struct event_test : testing::Test {
  io::asio::io_context context{1};
  io::event event{context.get_executor()};
  std::vector<io::error_code> woken;

  io::awaitable<void> wait_once(io::time_point until) {
    auto const ec = co_await event.wait(until);
    woken.push_back(ec);
  }
};

TEST_F(event_test, wakes_everyone_who_waits) {
  struct body {
    static io::awaitable<void> run(event_test& test) {
      io::task_group group(test.context.get_executor());
      for (int i = 0; i < 3; ++i) group.start(test.wait_once(io::no_deadline));
      co_await io::sleep_for(1ms);
      test.event.notify_one();
      co_await io::sleep_for(1ms);
      EXPECT_EQ(test.woken.size(), 1U);
      test.event.notify_all();
      co_await group.join();
    }
  };
  run(context, body::run(*this));
  EXPECT_EQ(woken, (std::vector<io::error_code>(3)));
}

TEST_F(event_test, gives_up_at_the_deadline) {
  auto const ec = run(context, event.wait(io::clock::now() + 5ms));
  EXPECT_EQ(ec, io::asio::error::timed_out);
}

TEST_F(event_test, ends_with_a_cancellation_before_or_during_the_wait) {
  struct body {
    static io::awaitable<void> run(event_test& test) {
      io::task_group group(test.context.get_executor());
      group.start(twice(test));
      co_await io::sleep_for(1ms);
      group.cancel();
      co_await group.join();
    }
    static io::awaitable<void> twice(event_test& test) {
      co_await test.wait_once(io::no_deadline);
      co_await test.wait_once(io::no_deadline);
      auto const ec = co_await io::sleep_for(1h);
      test.woken.push_back(ec);
    }
  };
  run(context, body::run(*this));
  EXPECT_EQ(woken, (std::vector<io::error_code>(3, operation_aborted)));
}

TEST_F(event_test, may_die_before_those_who_wait) {
  auto other = std::make_unique<io::asio::io_context>(1);
  auto gone = std::make_unique<io::event>(other->get_executor());
  struct body {
    static io::awaitable<void> wait(io::event& on) { co_await on.wait(); }
  };
  io::asio::co_spawn(*other, body::wait(*gone), [](std::exception_ptr const&) {});
  other->poll();
  gone.reset();
  other.reset();
}

TEST_F(event_test, queue_keeps_what_was_pushed_before_it_closed) {
  struct body {
    static io::awaitable<void> take(io::queue<int>& from, std::vector<int>& into) {
      for (;;) {
        auto const value = co_await from.pop();
        if (!value) co_return;
        into.push_back(*value);
      }
    }
    static io::awaitable<void> run(event_test& test, std::vector<int>& got) {
      io::queue<int> numbers(test.context.get_executor());
      io::task_group group(test.context.get_executor());
      group.start(take(numbers, got));
      group.start(take(numbers, got));
      for (int i = 0; i < 100; ++i) {
        numbers.push(i);
        if (i % 7 == 0) co_await io::sleep_for(0ms);
      }
      numbers.close();
      numbers.push(1000);
      co_await group.join();
    }
  };
  std::vector<int> got;
  run(context, body::run(*this, got));
  std::sort(got.begin(), got.end());
  EXPECT_EQ(got.size(), 100U);
  EXPECT_EQ(got.back(), 99);
}

TEST_F(event_test, queue_pop_has_a_deadline) {
  io::queue<int> numbers(context.get_executor());
  EXPECT_FALSE(run(context, numbers.pop(io::clock::now() + 5ms)));
}

}  // namespace
}  // namespace dockverify::test

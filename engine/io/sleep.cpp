// Waiting for a point in time: a timer that also honours a cancellation that came before it.
#include "engine/io/sleep.hpp"

#include "engine/io/token.hpp"

#include <boost/asio/steady_timer.hpp>

namespace dockverify::io {

awaitable<error_code> sleep_until(time_point until) {
  auto const state = co_await asio::this_coro::cancellation_state;
  if (was_cancelled(state)) co_return asio::error::operation_aborted;
  auto const here = co_await asio::this_coro::executor;
  asio::steady_timer timer(here, until);
  auto const [ec] = co_await timer.async_wait(as_result);
  co_return ec;
}

awaitable<error_code> sleep_for(std::chrono::milliseconds length) {
  return sleep_until(clock::now() + length);
}

}  // namespace dockverify::io

// A condition variable for coroutines of one thread or strand.
#pragma once

#include <list>
#include <memory>

#include "engine/io/result.hpp"

namespace dockverify::io {

/// Waits sit in a `while (!condition)` loop: a notification nobody waits for is lost by design.
class event {
 public:
  explicit event(executor where);
  event(event const&) = delete;
  event& operator=(event const&) = delete;

  /// Wakes everyone who waits now.
  void notify_all() noexcept;
  /// Wakes the one who has waited longest.
  void notify_one() noexcept;
  /// No error: notified. asio::error::timed_out: `until` passed. operation_aborted: the coroutine was cancelled.
  awaitable<error_code> wait(time_point until = no_deadline);
  /// Only a notification ends it: for clean-up that has to finish although the coroutine was cancelled.
  /// True when a cancellation arrived while it waited.
  awaitable<bool> wait_masked();

 private:
  struct waiter;
  class registration;
  using waiters = std::list<waiter*>;
  executor executor_;
  std::shared_ptr<waiters> waiting_;  // shared: frames may be destroyed after the event, at the context's end
};

}  // namespace dockverify::io

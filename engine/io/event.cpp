// Each wait has its own timer, so that each has its own deadline and its own cancellation.
#include "engine/io/event.hpp"

#include <boost/asio/steady_timer.hpp>

#include "engine/io/token.hpp"

namespace dockverify::io {

struct event::waiter {
  asio::steady_timer timer;
  bool notified = false;
};

class event::registration {
 public:
  registration(std::shared_ptr<waiters> list, waiter& entry) : list_(std::move(list)), entry_(&entry) {
    list_->push_back(entry_);
  }
  registration(registration const&) = delete;
  registration& operator=(registration const&) = delete;
  ~registration() { list_->remove(entry_); }

 private:
  std::shared_ptr<waiters> list_;
  waiter* entry_;
};

event::event(executor where) : executor_(std::move(where)), waiting_(std::make_shared<waiters>()) {}

void event::notify_one() noexcept {
  if (waiting_->empty()) return;
  auto* const entry = waiting_->front();
  waiting_->pop_front();
  entry->notified = true;
  entry->timer.cancel();
}

void event::notify_all() noexcept {
  while (!waiting_->empty()) notify_one();
}

awaitable<error_code> event::wait(time_point until) {
  auto const state = co_await asio::this_coro::cancellation_state;
  if (was_cancelled(state)) co_return asio::error::operation_aborted;
  waiter entry{asio::steady_timer(executor_, until)};
  registration const registered(waiting_, entry);
  auto const [ec] = co_await entry.timer.async_wait(as_result);
  if (entry.notified) co_return error_code();
  if (ec) co_return ec;
  co_return asio::error::timed_out;
}

awaitable<bool> event::wait_masked() {
  waiter entry{asio::steady_timer(executor_, no_deadline)};
  registration const registered(waiting_, entry);
  auto const [ec] = co_await entry.timer.async_wait(as_result);
  co_return !entry.notified && ec == asio::error::operation_aborted;
}

}  // namespace dockverify::io

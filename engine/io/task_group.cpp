// The children's bookkeeping is shared with their completion handlers, which may outlive the group object when the
// whole context is torn down.
#include "engine/io/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <list>

#include "engine/io/event.hpp"
#include "engine/io/token.hpp"

namespace dockverify::io {
namespace {

awaitable<void> without_throwing(awaitable<void> child) {
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await std::move(child);
}

bool is_cancellation(std::exception_ptr const& error) {
  try {
    std::rethrow_exception(error);
  } catch (boost::system::system_error const& e) {
    return e.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

struct task_group::state {
  state(executor ex, std::size_t most) : where(std::move(ex)), limit(most), changed(where) {}

  executor where;
  std::size_t limit;
  bool cancelled = false;
  std::list<asio::cancellation_signal> children;
  std::exception_ptr bug;
  event changed;

  void finished(std::list<asio::cancellation_signal>::iterator child, std::exception_ptr const& error) {
    children.erase(child);
    if (error && !bug && !is_cancellation(error)) bug = error;
    changed.notify_all();
  }
};

task_group::task_group(executor where, std::size_t limit) : state_(std::make_shared<state>(std::move(where), limit)) {}

// Children left over here mean an exception on its way, or the context's end: in the latter case they die with it and
// must not be signalled.
task_group::~task_group() {
  if (std::uncaught_exceptions() > 0) cancel();
}

std::size_t task_group::running() const noexcept {
  return state_->children.size();
}

void task_group::start(awaitable<void> child) {
  if (state_->cancelled) return;
  auto const entry = state_->children.emplace(state_->children.end());
  asio::co_spawn(state_->where, without_throwing(std::move(child)),
                 asio::bind_cancellation_slot(entry->slot(), [shared = state_, entry](std::exception_ptr const& error) {
                   shared->finished(entry, error);
                 }));
}

awaitable<error_code> task_group::spawn(awaitable<void> child) {
  auto const shared = state_;
  auto const callers = co_await asio::this_coro::cancellation_state;
  if (was_cancelled(callers)) co_return asio::error::operation_aborted;
  while (!shared->cancelled && shared->children.size() >= shared->limit) {
    auto const ec = co_await shared->changed.wait();
    if (ec) co_return ec;
  }
  if (shared->cancelled) co_return asio::error::operation_aborted;
  start(std::move(child));
  co_return error_code();
}

void task_group::cancel() noexcept {
  state_->cancelled = true;
  for (auto entry = state_->children.begin(); entry != state_->children.end();) {
    auto& signal = *entry++;
    signal.emit(asio::cancellation_type::terminal);
  }
  state_->changed.notify_all();
}

awaitable<void> task_group::join() {
  auto const shared = state_;
  bool const throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  auto const before = co_await asio::this_coro::cancellation_state;
  if (was_cancelled(before)) cancel();
  while (!shared->children.empty()) {
    bool const interrupted = co_await shared->changed.wait_masked();
    if (interrupted) cancel();
  }
  co_await asio::this_coro::throw_if_cancelled(throws);
  if (shared->bug) std::rethrow_exception(std::exchange(shared->bug, nullptr));
}

}  // namespace dockverify::io

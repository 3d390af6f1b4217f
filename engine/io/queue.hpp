// A queue between coroutines of one thread or strand. Own code instead of asio::experimental::channel, whose 1.81
// version drops buffered messages on close and can lose one to a timeout.
#pragma once

#include <deque>
#include <optional>
#include <utility>

#include "engine/io/event.hpp"

namespace dockverify::io {

template <class T>
class queue {
 public:
  explicit queue(executor where) : changed_(std::move(where)) {}

  /// Ignored after close().
  void push(T value) {
    if (closed_) return;
    values_.push_back(std::move(value));
    changed_.notify_one();
  }
  /// What is buffered can still be popped.
  void close() noexcept {
    closed_ = true;
    changed_.notify_all();
  }
  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }

  /// nullopt: closed and empty, `until` passed, or the coroutine was cancelled.
  awaitable<std::optional<T>> pop(time_point until = no_deadline) {
    while (values_.empty()) {
      if (closed_) co_return std::nullopt;
      auto const ec = co_await changed_.wait(until);
      if (ec && values_.empty()) co_return std::nullopt;
    }
    std::optional<T> value(std::move(values_.front()));
    values_.pop_front();
    // A wake-up may have gone to a waiter that was cancelled at the same time: pass it on.
    if (!values_.empty()) changed_.notify_one();
    co_return value;
  }

 private:
  std::deque<T> values_;
  bool closed_ = false;
  event changed_;
};

}  // namespace dockverify::io

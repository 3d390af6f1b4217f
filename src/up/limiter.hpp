// A bound on how many coroutines do a costly thing at once: starts gain nothing beyond twice the engine's processors
// (engine-api.md section 6).
#pragma once

#include "engine/io/event.hpp"

namespace dockverify::up {

class limiter {
 public:
  limiter(io::executor where, std::size_t free) : free_(free), released_(std::move(where)) {}

  /// False when the coroutine was cancelled before there was room.
  io::awaitable<bool> acquire() {
    while (free_ == 0) {
      auto const ec = co_await released_.wait();
      if (ec) co_return false;
    }
    --free_;
    co_return true;
  }
  void release() {
    ++free_;
    released_.notify_one();
  }

 private:
  std::size_t free_;
  io::event released_;
};

/// Gives a place back when it goes out of scope.
class limiter_place {
 public:
  explicit limiter_place(limiter& owner) : owner_(&owner) {}
  ~limiter_place() { owner_->release(); }
  limiter_place(limiter_place const&) = delete;
  limiter_place& operator=(limiter_place const&) = delete;

 private:
  limiter* owner_;
};

}  // namespace dockverify::up

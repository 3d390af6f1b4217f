// Structured concurrency: every spawned coroutine belongs to a group, and a group is joined before it leaves scope.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>

#include "engine/io/result.hpp"

namespace dockverify::io {

/// Children run with throw_if_cancelled(false): after cancel() their operations return operation_aborted (or a failure
/// `cancelled`) instead of throwing. A coroutine that owns a group should do the same, so that its join() is always
/// reached.
class task_group {
 public:
  explicit task_group(executor where, std::size_t limit = std::numeric_limits<std::size_t>::max());
  ~task_group();
  task_group(task_group const&) = delete;
  task_group& operator=(task_group const&) = delete;

  /// Starts `child` once fewer than `limit` children run. operation_aborted: the group or the caller was cancelled
  /// first and the child never started.
  awaitable<error_code> spawn(awaitable<void> child);
  /// Starts `child` now, without regard to the limit; dropped when the group was cancelled.
  void start(awaitable<void> child);
  /// Cancels all children, terminally; the group takes no new ones.
  void cancel() noexcept;
  /// Waits for all children. A cancellation of the caller is handed on to them, and still all are waited for.
  /// Rethrows the first exception of a child, which is a bug, except the one of a cancellation.
  awaitable<void> join();
  [[nodiscard]] std::size_t running() const noexcept;

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace dockverify::io

// Waiting for a point in time, cancellable.
#pragma once

#include "engine/io/result.hpp"

namespace dockverify::io {

/// No error once `until` has come; operation_aborted when the coroutine was cancelled, also before the call.
awaitable<error_code> sleep_until(time_point until);
awaitable<error_code> sleep_for(std::chrono::milliseconds length);

}  // namespace dockverify::io

// The completion token of every asynchronous operation here: errors come back as values, not as exceptions.
// For .cpp files of asynchronous rooms; interfaces need result.hpp only.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "engine/io/result.hpp"

namespace dockverify::io {

inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// `state` is what `co_await asio::this_coro::cancellation_state` gave. An operation started after a cancellation
/// is not aborted by Asio, so every primitive asks before it starts one.
inline bool was_cancelled(asio::cancellation_state const& state) noexcept {
  return state.cancelled() != asio::cancellation_type::none;
}

}  // namespace dockverify::io

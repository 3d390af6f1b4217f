// Runs one coroutine to its end on a test's own context, with a limit, so that a hanging test fails and names itself.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "engine/io/result.hpp"

namespace dockverify::test {

inline constexpr std::chrono::milliseconds run_limit{10000};

namespace detail {

template <class T>
io::awaitable<void> keep(io::awaitable<T> work, std::optional<T>* into) {
  co_await io::asio::this_coro::throw_if_cancelled(false);
  auto value = co_await std::move(work);
  into->emplace(std::move(value));
}

}  // namespace detail

inline void run(io::asio::io_context& context, io::awaitable<void> work) {
  bool done = false;
  std::exception_ptr error;
  io::asio::co_spawn(context, std::move(work), [&](std::exception_ptr thrown) {
    error = std::move(thrown);
    done = true;
  });
  context.restart();
  auto const until = io::clock::now() + run_limit;
  while (!done && io::clock::now() < until) context.run_one_until(until);
  if (error) std::rethrow_exception(error);
  if (!done) throw std::runtime_error("the coroutine under test hangs");
}

template <class T>
T run(io::asio::io_context& context, io::awaitable<T> work) {
  std::optional<T> value;
  run(context, detail::keep(std::move(work), &value));
  return std::move(*value);
}

}  // namespace dockverify::test

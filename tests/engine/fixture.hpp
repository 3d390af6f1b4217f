// A client connected to a fake engine, and the small words the tests are written in.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "engine/api/client.hpp"
#include "tests/support/fake_engine.hpp"
#include "tests/support/run.hpp"

namespace dockverify::test {

using engine::call_options;
using io::failure_kind;
using namespace std::chrono_literals;

inline call_options within(std::chrono::milliseconds time) {
  call_options options;
  options.deadline = io::clock::now() + time;
  return options;
}

template <class T>
io::awaitable<std::optional<io::failure>> outcome_of(io::awaitable<io::result<T>> call) {
  auto const value = co_await std::move(call);
  if (value) co_return std::nullopt;
  co_return value.error();
}

class engine_test : public testing::Test {
 public:
  explicit engine_test(engine::client_options options = {})
      : client_(context_.get_executor(), fake_.where(), std::move(options)) {}

  void SetUp() override {
    auto const settled = run(context_, client_.connect(within(2s)));
    ASSERT_TRUE(settled) << settled.error().describe();
  }
  template <class T>
  T await(io::awaitable<T> work) {
    return run(context_, std::move(work));
  }
  void await(io::awaitable<void> work) { run(context_, std::move(work)); }
  /// What was asked after the ping of connect().
  [[nodiscard]] std::vector<recorded_request> asked() const {
    return {fake_.requests().begin() + 1, fake_.requests().end()};
  }

  io::asio::io_context context_{1};
  fake_engine fake_{context_};
  engine::client client_;
};

}  // namespace dockverify::test

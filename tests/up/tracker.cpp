#include "up/tracker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dockverify::up {
namespace {

using nlohmann::json;
using testing::ElementsAre;

TEST(probe_command, is_the_tests_own_words) {
  auto const exec =
      probe_command_of({{"Test", {"CMD", "pg_isready", "-q"}}, {"Interval", 10'000'000'000}, {"Retries", 5}}, {}, 41);
  ASSERT_TRUE(exec);
  EXPECT_THAT(exec->arguments, ElementsAre("pg_isready", "-q"));
  EXPECT_EQ(exec->interval, milliseconds{10'000});
  EXPECT_EQ(exec->timeout, milliseconds{30'000});
  EXPECT_EQ(exec->retries, 5);
}

TEST(probe_command, goes_through_the_images_shell) {
  json const check{{"Test", {"CMD-SHELL", "a | b"}}};
  EXPECT_THAT(probe_command_of(check, {}, 51)->arguments, ElementsAre("/bin/sh", "-c", "a | b"));
  EXPECT_THAT(probe_command_of(check, {"/bin/bash", "-ec"}, 51)->arguments, ElementsAre("/bin/bash", "-ec", "a | b"));
}

TEST(probe_command, a_start_period_changes_the_spacing_on_new_engines) {
  json const check{{"Test", {"CMD", "true"}}, {"Interval", 30'000'000'000}, {"StartPeriod", 10'000'000'000}};
  EXPECT_EQ(probe_command_of(check, {}, 51)->start_interval, milliseconds{5000});
  EXPECT_EQ(probe_command_of(check, {}, 41)->start_interval, milliseconds{0});
}

TEST(probe_command, nothing_runs_without_a_usable_test) {
  for (auto const* text : {"null", "{}", R"({"Test": []})", R"({"Test": ["NONE"]})", R"({"Test": ["CMD"]})",
                           R"({"Test": ["RUN", "x"]})", R"({"Test": 7})"})
    EXPECT_FALSE(probe_command_of(json::parse(text), {}, 51)) << text;
}

}  // namespace
}  // namespace dockverify::up

// Durations at the borders of their units.
#include "report/duration.hpp"

#include <gtest/gtest.h>

namespace dockverify {
namespace {

TEST(human_duration, changes_unit_without_rounding_up) {
  EXPECT_EQ(human_duration(-5), "0 ms");
  EXPECT_EQ(human_duration(0), "0 ms");
  EXPECT_EQ(human_duration(999), "999 ms");
  EXPECT_EQ(human_duration(1000), "1.00 s");
  EXPECT_EQ(human_duration(1049), "1.04 s");
  EXPECT_EQ(human_duration(9999), "9.99 s");
  EXPECT_EQ(human_duration(10'000), "10.0 s");
  EXPECT_EQ(human_duration(59'999), "59.9 s");
  EXPECT_EQ(human_duration(60'000), "1 min 0 s");
  EXPECT_EQ(human_duration(3'599'999), "59 min 59 s");
  EXPECT_EQ(human_duration(3'720'000), "1 h 2 min");
}

}  // namespace
}  // namespace dockverify

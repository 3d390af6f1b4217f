#include "observe/timestamp.hpp"

#include <gtest/gtest.h>

namespace dockverify::observe {
namespace {

TEST(timestamp, reads_the_engines_forms) {
  EXPECT_DOUBLE_EQ(seconds_of("1970-01-01T00:00:01Z").value(), 1);
  EXPECT_DOUBLE_EQ(seconds_of("1970-01-01T00:00:01.500000000Z").value(), 1.5);
  EXPECT_DOUBLE_EQ(seconds_of("1970-01-01T02:00:00+01:30").value(), 1800);
  EXPECT_DOUBLE_EQ(seconds_of("1970-01-01T00:00:00-01:00").value(), 3600);
}

TEST(timestamp, never_and_junk_are_nothing) {
  for (char const* text : {"0001-01-01T00:00:00Z", "", "yesterday", "2026-13-45T00:00:00Z"})
    EXPECT_FALSE(seconds_of(text)) << text;
}

}  // namespace
}  // namespace dockverify::observe

// Protobuf messages written by hand, cut and damaged.
#include "engine/buildkit_trace.hpp"

#include <gtest/gtest.h>

namespace dockverify::engine {
namespace {

std::string field(unsigned number, std::string const& bytes) {
  return std::string(1, static_cast<char>(number << 3U | 2U)) + static_cast<char>(bytes.size()) + bytes;
}
std::string flag(unsigned number) {
  return std::string(1, static_cast<char>(number << 3U)) + '\x01';
}

std::string vertex(std::string const& digest, std::string const& name, std::string const& more) {
  return field(1, field(1, digest) + field(2, "input") + field(3, name) + more);
}
std::string log(std::string const& digest, std::string const& text) {
  return field(3, field(1, digest) + flag(3) + field(4, text));
}

std::vector<std::string> shown(buildkit_progress& progress, std::string const& message) {
  auto const status = decode_buildkit_status(message);
  EXPECT_TRUE(status);
  return status ? progress.lines(*status) : std::vector<std::string>();
}
using lines = std::vector<std::string>;

TEST(buildkit_trace, shows_steps_and_their_output) {
  buildkit_progress progress;
  EXPECT_EQ(shown(progress, vertex("a", "[1/2] FROM x", "") + vertex("b", "[2/2] RUN y", "")), lines{})
      << "not started yet";
  EXPECT_EQ(shown(progress, vertex("a", "[1/2] FROM x", flag(4) + field(5, "t") + field(6, "t"))),
            (lines{"#1 [1/2] FROM x", "#1 CACHED"}));
  EXPECT_EQ(shown(progress, vertex("b", "[2/2] RUN y", field(5, "t"))), (lines{"#2 [2/2] RUN y"}));
  EXPECT_EQ(shown(progress, log("b", "one\ntw") + log("b", "o\nthree")), (lines{"#2 one", "#2 two"}));
  EXPECT_EQ(shown(progress, vertex("b", "[2/2] RUN y", field(5, "t") + field(6, "t") + field(7, "exit code: 3"))),
            (lines{"#2 ERROR: exit code: 3"}));
  EXPECT_EQ(shown(progress, vertex("b", "[2/2] RUN y", field(5, "t") + field(6, "t"))), lines{}) << "ended once";
}

TEST(buildkit_trace, skips_fields_it_does_not_know) {
  std::string const fixed64 = std::string(1, static_cast<char>(9U << 3U | 1U)) + std::string(8, 'x');
  std::string const fixed32 = std::string(1, static_cast<char>(10U << 3U | 5U)) + std::string(4, 'x');
  auto const status = decode_buildkit_status(fixed64 + fixed32 + field(2, "status") + vertex("a", "n", ""));
  ASSERT_TRUE(status);
  EXPECT_EQ(status->vertexes.size(), 1U);
}

TEST(buildkit_trace, survives_every_truncation) {
  auto const message = vertex("a", "name", flag(4)) + log("a", "text\n");
  std::size_t valid = 0;
  for (std::size_t size = 0; size < message.size(); ++size)
    valid += decode_buildkit_status(message.substr(0, size)) ? 1 : 0;
  EXPECT_EQ(valid, 2U) << "only the empty message and the one cut between its parts";
  EXPECT_FALSE(decode_buildkit_status(std::string(20, '\xFF')));
}

}  // namespace
}  // namespace dockverify::engine

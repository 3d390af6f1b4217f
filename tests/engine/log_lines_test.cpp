// Lines joined from frames.
#include "engine/api/log_lines.hpp"

#include <gtest/gtest.h>

namespace dockverify::engine {
namespace {

std::vector<std::string> texts(std::vector<log_line> const& lines) {
  std::vector<std::string> found;
  for (auto const& line : lines) found.push_back((line.stream == output_stream::err ? "E " : "O ") + line.text);
  return found;
}
using expected = std::vector<std::string>;

TEST(log_lines, join_parts_of_one_stream) {
  log_joiner joiner(false);
  joiner.add(output_stream::out, "begin", true);
  joiner.add(output_stream::out, "ning ", false);
  joiner.add(output_stream::err, "error\n", true);
  joiner.add(output_stream::out, "end\nnext\n\nlast", true);
  EXPECT_EQ(texts(joiner.finish()), (expected{"O beginning end", "E error", "O next", "O ", "O last"}));
}

TEST(log_lines, drop_the_repeated_stamp_of_a_cut_line) {
  log_joiner joiner(true);
  joiner.add(output_stream::out, "2026-01-01T00:00:00Z aaa", true);
  joiner.add(output_stream::out, "2026-01-01T00:00:00Z bbb\n", true);
  joiner.add(output_stream::out, "2026-01-01T00:00:01Z ccc\n", true);
  EXPECT_EQ(texts(joiner.finish()), (expected{"O 2026-01-01T00:00:00Z aaabbb", "O 2026-01-01T00:00:01Z ccc"}));
}

TEST(log_lines, are_valid_utf8_and_lose_the_terminals_return) {
  log_joiner joiner(false);
  joiner.add(output_stream::out, "a\xFF\r\nb", true);
  EXPECT_EQ(texts(joiner.finish()), (expected{"O a\xEF\xBF\xBD", "O b"}));
}

}  // namespace
}  // namespace dockverify::engine

// Lines cut anywhere; JSON that is hostile.
#include "engine/ndjson.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace dockverify::engine {
namespace {

std::vector<std::string> all_lines(std::string_view text, std::size_t cut) {
  line_splitter splitter;
  std::vector<std::string> lines;
  for (auto const part : {text.substr(0, cut), text.substr(cut)}) {
    EXPECT_TRUE(splitter.feed(part));
    while (auto line = splitter.next()) lines.push_back(*line);
  }
  if (auto last = splitter.rest()) lines.push_back(*last);
  EXPECT_FALSE(splitter.rest()) << "the rest comes once";
  return lines;
}

TEST(lines, are_the_same_for_every_cut) {
  std::string_view const text = "{\"a\":1}\r\n\n{\"b\":2}\n\r\n{\"c\":3}";
  std::vector<std::string> const expected = {"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"};
  for (std::size_t cut = 0; cut <= text.size(); ++cut) EXPECT_EQ(all_lines(text, cut), expected) << cut;
}

TEST(lines, may_not_be_endless) {
  line_splitter splitter(10);
  EXPECT_TRUE(splitter.feed("0123456789"));
  EXPECT_TRUE(splitter.feed("\n"));
  EXPECT_TRUE(splitter.feed("01234"));
  EXPECT_FALSE(splitter.feed("567890"));
  EXPECT_TRUE(splitter.overflowed());
}

TEST(json_text, is_parsed_without_exceptions) {
  EXPECT_EQ(parse_json("{\"a\":[1,2]}")->at("a").size(), 2U);
  for (auto const* text : {"", "{", "nul", "{\"a\":1}{", "\"open"}) EXPECT_FALSE(parse_json(text)) << text;
}

TEST(json_text, may_not_nest_too_deeply) {
  auto const nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(deepest_json)));
  EXPECT_FALSE(parse_json(nested(deepest_json + 1)));
  EXPECT_FALSE(parse_json(std::string(100000, '[')));
  EXPECT_TRUE(parse_json("\"" + std::string(1000, '[') + "\\\"[\"")) << "brackets in strings do not count";
}

TEST(json_text, with_bad_utf8_is_repaired) {
  auto const value = parse_json("{\"a\":\"x\xFFy\"}");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at("a"), "x\xEF\xBF\xBDy");
}

}  // namespace
}  // namespace dockverify::engine

// Places in a YAML file as bytes, and what may not be edited.
#include "rules/yaml_edit.hpp"

#include <gtest/gtest.h>

namespace dockverify::rules {
namespace {

source_span at(int line, int column) {
  return {std::make_shared<std::string const>("compose.yaml"), line, column};
}

std::string_view cut(std::string_view text, std::optional<byte_range> const& range) {
  return range ? text.substr(range->begin, range->end - range->begin) : "none";
}

TEST(yaml_edit, counts_code_points_and_every_line_break) {
  EXPECT_EQ(offset_of("ab\ncd", at(2, 2)), 4U);
  EXPECT_EQ(offset_of("ab\r\ncd", at(2, 1)), 4U);
  EXPECT_EQ(offset_of("ab\rcd", at(2, 1)), 3U);
  EXPECT_EQ(offset_of("\xC3\xA4\xE2\x82\xAC x", at(1, 4)), 6U);
  EXPECT_EQ(offset_of("a\xC2\x85"
                      "b",
                      at(2, 1)),
            3U);
  EXPECT_EQ(offset_of("\xEF\xBB\xBF"
                      "a: b",
                      at(1, 1)),
            3U);
  EXPECT_EQ(offset_of("ab", at(1, 3)), std::nullopt);
  EXPECT_EQ(offset_of("ab", at(2, 1)), std::nullopt);
  EXPECT_EQ(offset_of("ab", at(0, 0)), std::nullopt);
}

TEST(yaml_edit, finds_a_line_with_its_break) {
  EXPECT_EQ(cut("a\r\nb\nc", line_of("a\r\nb\nc", 1)), "a\r\n");
  EXPECT_EQ(cut("a\r\nb\nc", line_of("a\r\nb\nc", 3)), "c");
  EXPECT_EQ(line_of("a\n", 2), std::nullopt);
}

TEST(yaml_edit, finds_scalars_that_say_what_is_expected) {
  EXPECT_EQ(cut("a: yes # x", scalar_at("a: yes # x", at(1, 4), "yes")), "yes");
  EXPECT_EQ(cut("a: [80:80, 81]", scalar_at("a: [80:80, 81]", at(1, 5), "80:80")), "80:80");
  EXPECT_EQ(cut("a: \"yes\"", scalar_at("a: \"yes\"", at(1, 4), "yes")), "\"yes\"");
  EXPECT_EQ(cut("a: 'it''s'", scalar_at("a: 'it''s'", at(1, 4), "it''s")), "'it''s'");
  EXPECT_EQ(scalar_at("a: yesterday", at(1, 4), "yes"), std::nullopt);
  EXPECT_EQ(scalar_at("a: \"y\\x65s\"", at(1, 4), "yes"), std::nullopt);
  EXPECT_EQ(scalar_at("a: \"open", at(1, 4), "open"), std::nullopt);
}

TEST(yaml_edit, knows_what_is_shared) {
  std::string_view const text =
      "x-a: &a\n  b:\n    c: 1\nservices:\n  d:\n    <<: *a\n    e: 1\n  f:\n    g: \"R&D * 2\"\n    h:\n    - 1\n";
  EXPECT_TRUE(is_shared(text, 1));
  EXPECT_TRUE(is_shared(text, 3));
  EXPECT_TRUE(is_shared(text, 6));
  EXPECT_FALSE(is_shared(text, 7));
  EXPECT_FALSE(is_shared(text, 9));
  EXPECT_FALSE(is_shared(text, 11));
  EXPECT_TRUE(is_shared(text, 99));
}

}  // namespace
}  // namespace dockverify::rules

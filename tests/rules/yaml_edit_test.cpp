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
  EXPECT_EQ(yaml_text("ab\ncd").offset(at(2, 2)), 4U);
  EXPECT_EQ(yaml_text("ab\r\ncd").offset(at(2, 1)), 4U);
  EXPECT_EQ(yaml_text("ab\rcd").offset(at(2, 1)), 3U);
  EXPECT_EQ(yaml_text("\xC3\xA4\xE2\x82\xAC x").offset(at(1, 4)), 6U);
  EXPECT_EQ(yaml_text("a\xC2\x85"
                      "b")
                .offset(at(2, 1)),
            3U);
  EXPECT_EQ(yaml_text("\xEF\xBB\xBF"
                      "a: b")
                .offset(at(1, 1)),
            3U);
  EXPECT_EQ(yaml_text("ab").offset(at(1, 3)), std::nullopt);
  EXPECT_EQ(yaml_text("ab").offset(at(2, 1)), std::nullopt);
  EXPECT_EQ(yaml_text("ab").offset(at(0, 0)), std::nullopt);
}

TEST(yaml_edit, finds_a_line_with_its_break) {
  EXPECT_EQ(cut("a\r\nb\nc", yaml_text("a\r\nb\nc").line(1)), "a\r\n");
  EXPECT_EQ(cut("a\r\nb\nc", yaml_text("a\r\nb\nc").line(3)), "c");
  EXPECT_EQ(yaml_text("a\n").line(2), std::nullopt);
}

TEST(yaml_edit, finds_scalars_that_say_what_is_expected) {
  EXPECT_EQ(cut("a: yes # x", scalar_at(yaml_text("a: yes # x"), at(1, 4), "yes")), "yes");
  EXPECT_EQ(cut("a: [80:80, 81]", scalar_at(yaml_text("a: [80:80, 81]"), at(1, 5), "80:80")), "80:80");
  EXPECT_EQ(cut("a: \"yes\"", scalar_at(yaml_text("a: \"yes\""), at(1, 4), "yes")), "\"yes\"");
  EXPECT_EQ(cut("a: 'it''s'", scalar_at(yaml_text("a: 'it''s'"), at(1, 4), "it''s")), "'it''s'");
  EXPECT_EQ(scalar_at(yaml_text("a: yesterday"), at(1, 4), "yes"), std::nullopt);
  EXPECT_EQ(scalar_at(yaml_text("a: \"y\\x65s\""), at(1, 4), "yes"), std::nullopt);
  EXPECT_EQ(scalar_at(yaml_text("a: \"open"), at(1, 4), "open"), std::nullopt);
}

TEST(yaml_edit, knows_what_is_shared) {
  yaml_text const text(
      "x-a: &a\n  b:\n    c: 1\nservices:\n  d:\n    <<: *a\n    e: 1\n  f:\n    g: \"R&D * 2\"\n    h:\n    - 1\n");
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

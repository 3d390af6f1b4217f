// Where comments of YAML files begin, and what only looks like one.
#include "rules/yaml_comments.hpp"

#include <gtest/gtest.h>

namespace dockverify::rules {
namespace {

std::vector<std::string> comments(std::string text) {
  yaml_text const file(std::move(text));
  std::vector<std::string> found;
  for (yaml_comment const& one : comments_of(file)) {
    found.push_back(std::to_string(one.line) + ":" + std::to_string(one.column) + " " + std::string(one.before) + "|" +
                    std::string(one.body));
  }
  return found;
}

using list = std::vector<std::string>;

TEST(yaml_comments, begin_at_a_line_or_after_a_blank) {
  EXPECT_EQ(comments("# a\na: b # c\n  #d\n"), (list{"1:1 | a", "2:6 a: b| c", "3:3 |d"}));
  EXPECT_EQ(comments("a: b#c\na: http://x/#y\n"), list{});
  EXPECT_EQ(comments("- # x\n"), (list{"1:3 -| x"}));
}

TEST(yaml_comments, are_not_looked_for_in_quotes) {
  EXPECT_EQ(comments("a: \"x # y\" # z\n"), (list{"1:12 a: \"x # y\"| z"}));
  EXPECT_EQ(comments("a: 'it''s # y' # z\n"), (list{"1:16 a: 'it''s # y'| z"}));
  EXPECT_EQ(comments("a: \"x\n  # y\n  z\" # w\n"), (list{"3:6   z\"| w"}));
  EXPECT_EQ(comments("a: \"\\\" # y\" # z\n"), (list{"1:13 a: \"\\\" # y\"| z"}));
  EXPECT_EQ(comments("a: don't # x\n"), (list{"1:10 a: don't| x"})) << "a quote within a word";
}

TEST(yaml_comments, are_not_looked_for_in_block_scalars) {
  EXPECT_EQ(comments("a: | # x\n  # y\n\n  z # w\nb: c # d\n"), (list{"1:6 a: || x", "5:6 b: c| d"}));
  EXPECT_EQ(comments("- >-\n  # y\n- b # x\n"), (list{"3:5 - b| x"}));
  EXPECT_EQ(comments("- k: |2\n    # y\n  l: m # n\n"), (list{"3:8   l: m| n"}));
  EXPECT_EQ(comments("a: b|\n  # y\n"), (list{"2:3 | y"}));
}

}  // namespace
}  // namespace dockverify::rules

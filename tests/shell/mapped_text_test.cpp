// Places in text that was put together from pieces.
#include "shell/mapped_text.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::shell {
namespace {

TEST(mapped_text, of_one_piece_counts_from_its_origin) {
  mapped_text const text("abc", 10);
  EXPECT_EQ(text.origin(0), 10U);
  EXPECT_EQ(text.origin(3), 13U);
  EXPECT_EQ(text.where(), (text_range{10, 13}));
  EXPECT_EQ(text.substr(1, 1).where(), (text_range{11, 12}));
  EXPECT_EQ(text.substr(9).text(), "");
}

TEST(mapped_text, of_pieces_knows_each_byte) {
  joined_text joined;
  joined.add("ab", 10);
  joined.add("", 15);
  joined.add("cd", 20);
  auto const text = joined.view();
  EXPECT_EQ(text.text(), "abcd");
  EXPECT_EQ(text.origin(1), 11U);
  EXPECT_EQ(text.origin(2), 20U);
  EXPECT_EQ(text.origin(4), 22U);
  // A range ends after its last byte, not where the next piece begins.
  EXPECT_EQ(text.origin(0, 2), (text_range{10, 12}));
  EXPECT_EQ(text.origin(1, 3), (text_range{11, 21}));
  EXPECT_EQ(text.substr(1, 2).where(), (text_range{11, 21}));
  EXPECT_EQ(text.substr(2).where(), (text_range{20, 22}));
}

TEST(mapped_text, can_be_joined_again) {
  joined_text first;
  first.add("ab", 10);
  first.add("cd", 20);
  joined_text second;
  second.add(first.view().substr(1, 2));
  second.add(mapped_text("x", 50));
  auto const text = second.view();
  EXPECT_EQ(text.text(), "bcx");
  EXPECT_EQ(text.origin(0), 11U);
  EXPECT_EQ(text.origin(1), 20U);
  EXPECT_EQ(text.origin(2), 50U);
}

struct place_case {
  std::string script, word;  ///< the script's | are cuts: a gap of 100 bytes in the file
  std::size_t begin, end;
};

class shell_places : public testing::TestWithParam<place_case> {};

TEST_P(shell_places, survive_joining_quoting_and_nesting) {
  auto const& expected = GetParam();
  joined_text joined;
  std::size_t origin = 0, at = 0;
  while (at <= expected.script.size()) {
    auto const cut = std::min(expected.script.find('|', at), expected.script.size());
    joined.add(std::string_view(expected.script).substr(at, cut - at), origin);
    origin += cut - at + 100;
    at = cut + 1;
  }
  auto const made = read(joined.view());
  bool found = false;
  for (auto const& c : made.commands()) {
    for (auto const& w : c.words) {
      if (w.value != expected.word) continue;
      found = true;
      EXPECT_EQ(w.where, (text_range{expected.begin, expected.end})) << w.where.begin << " " << w.where.end;
    }
  }
  EXPECT_TRUE(found) << shown(made);
}

INSTANTIATE_TEST_SUITE_P(all, shell_places,
                         testing::Values(place_case{"a b|c d", "bc", 2, 104}, place_case{"a |b", "b", 102, 103},
                                         place_case{"a 'b|c'", "bc", 2, 106}, place_case{"sh -c 'x |y'", "y", 109, 110},
                                         place_case{"sh -c \"x \\\"y\\\"\"", "y", 10, 14},
                                         place_case{"a `b \\`c\\``", "c", 7, 8},
                                         place_case{"eval a '; b'", "b", 10, 11}, place_case{"sudo |a", "a", 105, 106},
                                         place_case{"bash <<E\n|x y\nE", "y", 111, 112}));

}  // namespace
}  // namespace dockverify::shell

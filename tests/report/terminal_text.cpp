// Hostile and wide text: no byte of a log may reach the terminal as a control character.
#include "report/terminal_text.hpp"

#include <gtest/gtest.h>

namespace dockverify {
namespace {

TEST(printable, leaves_text_alone) {
  EXPECT_EQ(printable("größe 日本 ✔"), "größe 日本 ✔");
}

TEST(printable, drops_colours_and_shows_other_controls) {
  EXPECT_EQ(printable("\x1b[1;32mok\x1b[0m"), "ok");
  EXPECT_EQ(printable("\x1b[2J\x1b]0;t\x07"), "\\x1b[2J\\x1b]0;t\\x07");
  EXPECT_EQ(printable("a\tb\nc\rd"), "a b\\nc\\rd");
  EXPECT_EQ(printable("\x7f\xc2\x9b"), "\\x7f\\x9b");
}

TEST(printable, shows_characters_that_deceive) {
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b"),
            "a\\u{202e}b");
  EXPECT_EQ(printable("\xe2\x80\x8b"), "\\u{200b}");
}

TEST(printable, replaces_what_is_no_utf8) {
  EXPECT_EQ(printable("a\xff"
                      "b"),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(printable("\xc3"), "\xef\xbf\xbd");
  EXPECT_EQ(printable("\xc0\x80"), "\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(printable, survives_every_pair_of_bytes) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      std::string const out = printable(std::string{static_cast<char>(a), static_cast<char>(b)});
      for (char const c : out) EXPECT_FALSE((c >= 0 && c < 0x20) || c == 0x7f) << a << ' ' << b;
    }
  }
}

TEST(printable_lines, splits_and_drops_the_empty_end) {
  EXPECT_EQ(printable_lines("a\r\nb\n"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(printable_lines("a\n\nb"), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_TRUE(printable_lines("").empty());
}

TEST(display_width, counts_columns) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("größe"), 5U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\xcc\x81"), 1U);
  EXPECT_EQ(display_width("✔ 🚀"), 4U);
}

TEST(truncated, never_exceeds_the_width) {
  EXPECT_EQ(truncated("abc", 3, false), "abc");
  EXPECT_EQ(truncated("abcd", 3, false), "ab…");
  EXPECT_EQ(truncated("abcd", 3, true), "ab~");
  EXPECT_EQ(truncated("日本語", 4, false), "日…");
  EXPECT_EQ(truncated("abc", 0, false), "");
}

TEST(padded, fills_columns_not_bytes) {
  EXPECT_EQ(padded("日", 4), "日  ");
  EXPECT_EQ(padded_left("ü", 3), "  ü");
}

TEST(wrapped, breaks_between_words) {
  EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("incomprehensibilities a", 5), (std::vector<std::string>{"incomprehensibilities", "a"}));
  EXPECT_EQ(wrapped("one two", 0), (std::vector<std::string>{"one two"}));
}

}  // namespace
}  // namespace dockverify

// Bad bytes are replaced, good ones kept.
#include "engine/utf8.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace dockverify::engine {
namespace {

struct row {
  std::string bytes, text;
};

TEST(utf8, replaces_what_is_not_well_formed) {
  std::string const bad = "\xEF\xBF\xBD";
  std::vector<row> const rows = {
      {"", ""},
      {"plain", "plain"},
      {"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x90\xB3", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x90\xB3"},
      {"a\xFFz", "a" + bad + "z"},
      {"\xC0\xAF", bad + bad},                      // overlong
      {"\xED\xA0\x80", bad + bad + bad},            // surrogate
      {"\xF4\x90\x80\x80", bad + bad + bad + bad},  // above U+10FFFF
      {"\xE2\x82", bad + bad},                      // cut off
      {std::string("\0", 1), std::string("\0", 1)},
  };
  for (auto const& [bytes, text] : rows) EXPECT_EQ(to_valid_utf8(bytes), text);
}

}  // namespace
}  // namespace dockverify::engine

// Vectors of RFC 4648, both alphabets.
#include "engine/base64.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace dockverify::engine {
namespace {

TEST(base64, encodes_and_decodes) {
  std::vector<std::pair<std::string, std::string>> const rows = {{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"}};
  for (auto const& [bytes, text] : rows) {
    EXPECT_EQ(base64_encode(bytes, base64_alphabet::standard), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
}

TEST(base64, has_two_alphabets_and_reads_both) {
  std::string const bytes = "\xFB\xFF\xBF";
  EXPECT_EQ(base64_encode(bytes, base64_alphabet::standard), "+/+/");
  EXPECT_EQ(base64_encode(bytes, base64_alphabet::url), "-_-_");
  EXPECT_EQ(base64_decode("+/+/"), bytes);
  EXPECT_EQ(base64_decode("-_-_"), bytes);
}

TEST(base64, refuses_junk) {
  for (auto const* text : {"Z", "Zm9v!", "Zm 9v", "Zg=x"}) EXPECT_FALSE(base64_decode(text)) << text;
}

}  // namespace
}  // namespace dockverify::engine

// What goes on the wire.
#include "engine/http/message.hpp"

#include <gtest/gtest.h>

namespace dockverify::http {
namespace {

TEST(message, encodes_everything_but_unreserved_characters) {
  EXPECT_EQ(percent_encode("a-b_c.d~9"), "a-b_c.d~9");
  EXPECT_EQ(percent_encode("a/b c?d&e=f%"), "a%2Fb%20c%3Fd%26e%3Df%25");
  EXPECT_EQ(percent_encode("\xC3\xA4\n"), "%C3%A4%0A");
}

TEST(message, states_the_bodys_length_for_writes_and_says_nothing_for_reads) {
  request get;
  get.target = "/info";
  EXPECT_EQ(serialise_head(get, "/v1.41/info"),
            "GET /v1.41/info HTTP/1.1\r\nHost: docker\r\nUser-Agent: dockverify\r\n\r\n");
  request post;
  post.method = "POST";
  EXPECT_NE(serialise_head(post, "/x").find("Content-Length: 0\r\n"), std::string::npos);
  post.body = "{}";
  post.content_type = "application/json";
  EXPECT_NE(serialise_head(post, "/x").find("Content-Type: application/json\r\nContent-Length: 2\r\n\r\n"),
            std::string::npos);
  post.upgrade = true;
  EXPECT_NE(serialise_head(post, "/x").find("Connection: Upgrade\r\nUpgrade: tcp\r\n"), std::string::npos);
}

TEST(message, is_refused_when_a_part_would_split_it) {
  request what;
  what.target = "/x";
  what.headers.emplace_back("X-Registry-Auth", "abc");
  EXPECT_TRUE(well_formed(what));
  what.headers.emplace_back("X-Other", "a\r\nInjected: yes");
  EXPECT_FALSE(well_formed(what));
  request spaced;
  spaced.target = "/a b";
  EXPECT_FALSE(well_formed(spaced));
}

}  // namespace
}  // namespace dockverify::http

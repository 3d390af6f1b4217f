// The demultiplexer, its input cut at every byte.
#include "engine/stdcopy.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace dockverify::engine {
namespace {

std::string frame(unsigned type, std::string const& payload) {
  std::string bytes{static_cast<char>(type),
                    0,
                    0,
                    0,
                    0,
                    0,
                    static_cast<char>(payload.size() >> 8U),
                    static_cast<char>(payload.size() & 0xFFU)};
  return bytes + payload;
}

struct heard {
  std::string out, err;
  std::vector<output_stream> frames;
  bool operator==(heard const&) const = default;
};

class listener {
 public:
  bool feed(std::string_view bytes) {
    return decoder.feed(bytes, [this](output_stream stream, std::string_view part, bool begins) {
      (stream == output_stream::out ? got.out : got.err) += part;
      if (begins) got.frames.push_back(stream);
    });
  }
  stdcopy_decoder decoder;
  heard got;
};

TEST(stdcopy, gives_the_same_for_every_cut) {
  std::string const stream =
      frame(1, "hello ") + frame(2, "warning\n") + frame(1, "") + frame(0, "stdin") + frame(1, std::string(100, 'x'));
  listener whole;
  ASSERT_TRUE(whole.feed(stream));
  EXPECT_EQ(whole.got.out, "hello stdin" + std::string(100, 'x'));
  EXPECT_EQ(whole.got.err, "warning\n");
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    listener two;
    ASSERT_TRUE(two.feed(std::string_view(stream).substr(0, cut)));
    ASSERT_TRUE(two.feed(std::string_view(stream).substr(cut)));
    EXPECT_EQ(two.got, whole.got) << "cut at " << cut;
    EXPECT_TRUE(two.decoder.at_boundary());
  }
  listener single;
  for (char const byte : stream) ASSERT_TRUE(single.feed(std::string_view(&byte, 1)));
  EXPECT_EQ(single.got, whole.got);
}

TEST(stdcopy, knows_when_it_is_inside_a_frame) {
  listener part;
  ASSERT_TRUE(part.feed(frame(1, "abc").substr(0, 9)));
  EXPECT_FALSE(part.decoder.at_boundary());
  listener header;
  ASSERT_TRUE(header.feed(frame(1, "abc").substr(0, 3)));
  EXPECT_FALSE(header.decoder.at_boundary());
}

TEST(stdcopy, tells_the_daemons_own_error) {
  auto const stream = frame(1, "a") + frame(3, "disk full") + frame(1, "b");
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    listener two;
    two.feed(std::string_view(stream).substr(0, cut));
    EXPECT_FALSE(two.feed(std::string_view(stream).substr(cut)));
    EXPECT_TRUE(two.decoder.from_daemon());
    EXPECT_EQ(two.decoder.error(), "disk full");
    EXPECT_EQ(two.got.out, "a");
  }
}

TEST(stdcopy, refuses_what_is_not_framed) {
  std::vector<std::string> const streams = {"hello world", std::string("\x01\x00\x01\x00\x00\x00\x00\x01x", 9),
                                            std::string("\x04\x00\x00\x00\x00\x00\x00\x01x", 9),
                                            std::string("\x01\x00\x00\x00\xFF\xFF\xFF\xFF", 8)};
  for (auto const& stream : streams) {
    listener one;
    EXPECT_FALSE(one.feed(stream));
    EXPECT_FALSE(one.decoder.from_daemon());
    EXPECT_FALSE(one.decoder.error().empty());
    EXPECT_FALSE(one.feed(frame(1, "more"))) << "a failed decoder stays failed";
  }
}

}  // namespace
}  // namespace dockverify::engine

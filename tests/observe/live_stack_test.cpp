// Foreign JSON of any shape is read without an exception.
#include "observe/live_stack.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dockverify::observe {
namespace {

TEST(live_stack, paths_into_foreign_json) {
  auto const value = json::parse(R"({"a":{"b":{"c":1}},"l":[1],"n":null})");
  EXPECT_EQ(at_path(value, "a.b.c"), 1);
  for (auto const* path : {"a.x", "a.b.c.d", "l.0", "n.x", "", "x"}) {
    if (std::string_view(path).empty()) continue;
    EXPECT_TRUE(at_path(value, path).is_null()) << path;
  }
  EXPECT_TRUE(at_path(json(5), "a").is_null());
  EXPECT_TRUE(at_key(json::array(), "a").is_null());
}

TEST(live_stack, values_of_other_types) {
  EXPECT_EQ(text_of(json(5)), "");
  EXPECT_EQ(whole_of(json("5")), std::nullopt);
  EXPECT_EQ(whole_of(json(18446744073709551615ULL)), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(whole_of(json(1e300)), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(whole_of(json(-5)), -5);
  EXPECT_FALSE(truth_of(json("true")));
  EXPECT_THAT(texts_of(json::parse(R"(["a",1,null,"b"])")), testing::ElementsAre("a", "b"));
  EXPECT_TRUE(texts_of(json("a")).empty());
  EXPECT_EQ(map_of(json::parse(R"({"a":"x","b":1})")).size(), 1U);
}

TEST(live_stack, states) {
  live_container container;
  EXPECT_EQ(container.status(), "");
  EXPECT_FALSE(container.running());
  // In back-off the engine says Running:true.
  container.inspect = json::parse(R"({"State":{"Status":"restarting","Running":true},"RestartCount":3})");
  EXPECT_FALSE(container.running());
  EXPECT_EQ(container.restart_count(), 3);
  container.inspect = json::parse(R"({"State":{"Status":"running","Health":{"Status":"none"}},"RestartCount":-1})");
  EXPECT_TRUE(container.running());
  EXPECT_EQ(container.health(), "");
  EXPECT_EQ(container.restart_count(), 0);
}

TEST(live_stack, containers_of_a_service_without_one_offs_by_number) {
  live_stack stack;
  for (auto const& [name, number, one_off] :
       {std::tuple{"c", 3, false}, std::tuple{"x", 0, true}, std::tuple{"a", 1, false}}) {
    live_container container;
    container.name = name;
    container.service = "api";
    container.number = number;
    container.one_off = one_off;
    stack.containers.push_back(container);
  }
  auto const found = stack.of_service("api");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]->name, "a");
  EXPECT_TRUE(stack.of_service("db").empty());
  EXPECT_EQ(stack.network_by_name("x"), nullptr);
  EXPECT_EQ(stack.volume_by_name("x"), nullptr);
  EXPECT_EQ(stack.image_by_id("x"), nullptr);
}

}  // namespace
}  // namespace dockverify::observe

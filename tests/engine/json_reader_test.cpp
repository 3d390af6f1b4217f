// Wrong types name their path; absent and null are defaults.
#include "engine/api/json_reader.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace dockverify::engine {
namespace {

TEST(json_reader, takes_absent_and_null_for_defaults) {
  json const value = {{"a", nullptr}, {"list", nullptr}, {"inner", nullptr}};
  json_reader const reader(value, "test");
  EXPECT_EQ(reader.text("a"), "");
  EXPECT_EQ(reader.integer("missing"), 0);
  EXPECT_FALSE(reader.boolean("missing"));
  EXPECT_TRUE(reader.texts("list").empty());
  EXPECT_EQ(reader.at("inner").at("deeper").text("x"), "");
  EXPECT_TRUE(reader.text_map("inner").empty());
  EXPECT_FALSE(reader.error());
}

TEST(json_reader, names_the_path_of_a_wrong_type) {
  struct row {
    json value;
    std::function<void(json_reader const&)> read;
    std::string message;
  };
  std::vector<row> const rows = {
      {json{{"State", {{"Pid", "7"}}}}, [](json_reader const& r) { (void)r.at("State").integer("Pid"); },
       "$.State.Pid: expected an integer of 64 bits, found string"},
      {json{{"State", 1}}, [](json_reader const& r) { (void)r.at("State"); },
       "$.State: expected an object, found number"},
      {json{{"L", {"a", 2}}}, [](json_reader const& r) { (void)r.texts("L"); },
       "$.L[1]: expected a string, found number"},
      {json{{"M", {{"k", 2}}}}, [](json_reader const& r) { (void)r.text_map("M"); },
       "$.M.k: expected a string, found number"},
      {json{{"B", "yes"}}, [](json_reader const& r) { (void)r.boolean("B"); },
       "$.B: expected true or false, found string"},
      {json::array(), [](json_reader const& r) { (void)r.text("x"); }, "$: expected an object, found array"},
      {json::object(), [](json_reader const& r) { (void)r.each(); }, "$: expected an array, found object"},
      {json::object(), [](json_reader const& r) { (void)r.required("Id"); },
       "$.Id: expected a non-empty string, found null"},
      {json{{"N", 18446744073709551615U}}, [](json_reader const& r) { (void)r.integer("N"); },
       "$.N: expected an integer of 64 bits, found number"},
  };
  for (auto const& [value, read, message] : rows) {
    json_reader const reader(value, "GET /x");
    read(reader);
    ASSERT_TRUE(reader.error()) << message;
    EXPECT_EQ(reader.error()->message, message);
    EXPECT_EQ(reader.error()->operation, "GET /x");
    EXPECT_EQ(reader.error()->kind, io::failure_kind::protocol);
  }
}

TEST(json_reader, remembers_the_first_error) {
  json const value = {{"a", 1}, {"b", 2}};
  json_reader const reader(value, "test");
  (void)reader.text("a");
  (void)reader.text("b");
  EXPECT_NE(reader.error()->message.find("$.a"), std::string::npos);
}

}  // namespace
}  // namespace dockverify::engine

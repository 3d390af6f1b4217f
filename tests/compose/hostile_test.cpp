// Input made to hurt: every case ends quickly with a clear error and bounded memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "support.hpp"

namespace dockverify::compose::test {
namespace {

using testing::HasSubstr;

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

void expect_refused(std::string const& yaml, char const* message) {
  auto const start = std::chrono::steady_clock::now();
  load_result const result = load_text(yaml);
  EXPECT_FALSE(result.loaded);
  EXPECT_THAT(lines_of(result.problems), HasSubstr(message));
  // Generous: sanitizers and busy machines; without bounds these take minutes or all memory.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(compose_hostile, deep_nesting) {
  expect_refused("a: " + repeated("[", 100'000), "nested more than 200 levels deep");
  expect_refused(repeated("{a: ", 100'000), "nested more than 200 levels deep");
  expect_refused(repeated("- ", 50'000) + "x", "nested more than 200 levels deep");
}

TEST(compose_hostile, depth_through_aliases) {
  std::string yaml = "x-a: &a0 " + repeated("[", 100) + repeated("]", 100) + "\n";
  for (int i = 1; i < 50; ++i) {
    yaml += "x-" + std::to_string(i) + ": &a" + std::to_string(i) + " " + repeated("[", 50) + "*a" +
            std::to_string(i - 1) + repeated("]", 50) + "\n";
  }
  expect_refused(yaml, "nested more than 200 levels deep");
}

TEST(compose_hostile, alias_bomb) {
  std::string yaml = "x-a: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    std::string const before = "*a" + std::to_string(i - 1);
    yaml += "x-" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + repeated(", " + before, 9) + "]\n";
  }
  expect_refused(yaml, "too large once its aliases are expanded");
}

TEST(compose_hostile, alias_of_a_large_text) {
  std::string const yaml = "x-a: &a \"" + std::string(1'000'000, 'x') + "\"\nx-b: [*a" + repeated(", *a", 200) + "]\n";
  expect_refused(yaml, "too large once its aliases are expanded");
}

TEST(compose_hostile, nested_anchors) {
  // Each anchor keeps a copy of what is below it; the copies count.
  std::string yaml = "x-a: ";
  for (int i = 0; i < 150; ++i) yaml += "&a" + std::to_string(i) + " [";
  yaml += "\"" + std::string(1'000'000, 'x') + "\"" + repeated("]", 150) + "\n";
  expect_refused(yaml, "too large once its aliases are expanded");
}

TEST(compose_hostile, self_reference) {
  expect_refused("services: &s\n  a: *s\n", "contains itself");
}

TEST(compose_hostile, merge_of_itself) {
  expect_refused("services: {a: &a {<<: *a, image: x}}\n", "contains itself");
}

TEST(compose_hostile, large_file) {
  expect_refused("services: {a: {image: x}}\n# " + std::string(std::size_t{50} << 20, 'x'), "larger than 32 MiB");
  expect_refused("services: {a: {image: \"" + std::string(std::size_t{50} << 20, 'x') + "\"}}", "larger than 32 MiB");
}

TEST(compose_hostile, a_large_text_below_the_limit_loads) {
  load_result const result =
      load_text("services: {a: {image: x, labels: {big: \"" + std::string(std::size_t{8} << 20, 'x') + "\"}}}");
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  EXPECT_EQ(result.loaded->services.at("a").labels.at("big").size(), std::size_t{8} << 20);
}

TEST(compose_hostile, many_keys) {
  std::string yaml = "services: {a: {image: x, labels: {";
  for (int i = 0; i < 100'000; ++i) yaml += "k" + std::to_string(i) + ": v, ";
  load_result const result = load_text(yaml + "}}}");
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  EXPECT_EQ(result.loaded->services.at("a").labels.size(), 100'000U);
}

TEST(compose_hostile, every_port_of_a_machine) {
  auto const start = std::chrono::steady_clock::now();
  load_result const result = load_text("services: {a: {image: x, ports: [\"1-65535\", \"1-65535/udp\"]}}");
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  EXPECT_EQ(result.loaded->services.at("a").ports.size(), 2U * 65'535U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(compose_hostile, many_uses_of_a_secret) {
  auto const start = std::chrono::steady_clock::now();
  std::string yaml = "secrets: {s: {file: f}}\nservices: {a: {image: x, secrets: [";
  for (int i = 0; i < 50'000; ++i) yaml += "{source: s, target: t" + std::to_string(i) + "}, ";
  load_result const result = load_text(yaml + "]}}");
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  EXPECT_EQ(result.loaded->services.at("a").secrets.size(), 50'000U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(compose_hostile, more_pools_than_can_be_merged) {
  std::string pools;
  for (int i = 0; i < 20'000; ++i) pools += "{gateway: g" + std::to_string(i) + "}, ";
  std::string const file = "networks: {n: {ipam: {config: [" + pools + "]}}}\n";
  expect_refused("services: {a: {image: x, networks: [n]}}\n" + file + "---\n" + file,
                 "networks.n.ipam.config has more pools than can be merged");
}

TEST(compose_hostile, many_problems_are_cut) {
  std::string yaml = "services:\n  a:\n    image: x\n";
  for (int i = 0; i < 20'000; ++i) yaml += "    k" + std::to_string(i) + ": v\n";
  load_result const result = load_text(yaml);
  EXPECT_FALSE(result.loaded);
  EXPECT_LE(result.problems.size(), 501U);
  EXPECT_THAT(lines_of(result.problems), HasSubstr("there are more problems"));
}

TEST(compose_hostile, not_utf8_is_placed_by_its_offset) {
  expect_refused("services:\n  a: {image: \"x\xFFy\"}\n", "compose.yaml:2:16: error: not a text file in UTF-8");
  expect_refused("services:\n  \xC3\xA9: {image: \"x\xED\xA0\x80\"}\n",
                 "compose.yaml:2:16: error: not a text file in UTF-8");
}

TEST(compose_hostile, nul_and_control_characters) {
  expect_refused(std::string("services:\n  a: {image: \"x\0y\"}\n", 31),
                 "compose.yaml:2:16: error: the file contains a NUL byte");
  expect_refused("services:\n  a: {image: \"x\x01y\"}\n", "compose.yaml:2:16: error: not a text file in UTF-8");
}

TEST(compose_hostile, deep_variables) {
  expect_refused("services: {a: {image: \"" + repeated("${A:-", 5'000) + repeated("}", 5'000) + "\"}}",
                 "nested too deeply");
}

TEST(compose_hostile, long_dependency_chain) {
  std::string yaml = "services:\n";
  for (int i = 0; i < 3'000; ++i)
    yaml += "  s" + std::to_string(i) + ": {image: x, depends_on: [s" + std::to_string(i + 1) + "]}\n";
  EXPECT_TRUE(load_text(yaml + "  s3000: {image: x}\n").loaded);
  expect_refused(yaml + "  s3000: {image: x, depends_on: [s0]}\n", "the dependencies form a cycle");
}

TEST(compose_hostile, unreadable_files) {
  scratch_directory directory;
  load_options options = directory.options();
  options.files = {"missing.yaml"};
  EXPECT_THAT(lines_of(load(options).problems), HasSubstr("missing.yaml cannot be read: No such file"));
  options.files = {directory.path()};
  EXPECT_THAT(lines_of(load(options).problems), HasSubstr("it is a directory"));
}

}  // namespace
}  // namespace dockverify::compose::test

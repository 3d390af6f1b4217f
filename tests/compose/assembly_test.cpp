// What `extends` and `include` do that no recorded fixture shows: limits, circles over files, places in messages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::compose::test {
namespace {

using testing::HasSubstr;

struct assembly : testing::Test {
  load_result load() const {
    load_options options = scratch.options();
    return compose::load(options);
  }
  std::string problems() const {
    load_result const result = load();
    EXPECT_FALSE(result.loaded);
    return lines_of(result.problems);
  }
  scratch_directory scratch;
};

TEST_F(assembly, a_file_of_another_directory_is_named_as_the_user_would) {
  scratch.write("compose.yaml", "services: {a: {extends: {file: common/base.yaml, service: b}}}\n");
  scratch.write("common/base.yaml", "services:\n  b: {image: x, prots: []}\n");
  EXPECT_THAT(problems(), HasSubstr("common/base.yaml:2:17: error: unknown key `prots` in services.a"));
}

TEST_F(assembly, extends_in_a_circle_over_files) {
  scratch.write("compose.yaml", "services: {a: {extends: {file: sub/b.yaml, service: b}}}\n");
  scratch.write("sub/b.yaml", "services: {b: {extends: {file: ../compose.yaml, service: a}}}\n");
  EXPECT_THAT(problems(), HasSubstr("services extend each other in a cycle: a (compose.yaml:1:16) -> b "
                                    "(sub/b.yaml:1:16) -> a"));
}

TEST_F(assembly, a_long_chain_of_extends_ends) {
  std::string yaml = "services:\n  s0: {image: x}\n";
  for (int i = 1; i < 2000; ++i) yaml += "  s" + std::to_string(i) + ": {extends: s" + std::to_string(i - 1) + "}\n";
  scratch.write("compose.yaml", yaml);
  // Resolved from the front, each link is one step.
  EXPECT_TRUE(load().loaded);
  yaml = "services:\n";
  for (int i = 1; i < 2000; ++i) yaml += "  s" + std::to_string(i) + ": {extends: s" + std::to_string(i + 1) + "}\n";
  scratch.write("compose.yaml", yaml + "  s2000: {image: x}\n");
  EXPECT_THAT(problems(), HasSubstr("more than 200 services extend one another"));
}

TEST_F(assembly, extends_that_multiply_end) {
  std::string yaml = "services:\n  s0: {image: x, environment: {A: 1}}\n";
  for (int i = 1; i < 3000; ++i) {
    yaml += "  s" + std::to_string(i) + ": {extends: s" + std::to_string(i - 1) + ", environment: {A" +
            std::to_string(i) + ": 1}}\n";
  }
  scratch.write("compose.yaml", yaml);
  EXPECT_THAT(problems(), HasSubstr("extending multiplies the project beyond all use"));
}

TEST_F(assembly, includes_in_a_circle) {
  scratch.write("compose.yaml", "include: [sub/a.yaml]\n");
  scratch.write("sub/a.yaml", "include: [b.yaml]\n");
  scratch.write("sub/b.yaml", "include: [../compose.yaml]\n");
  EXPECT_THAT(problems(), HasSubstr("sub/b.yaml:1:11: error: files include each other in a cycle: compose.yaml -> "
                                    "sub/a.yaml -> sub/b.yaml -> compose.yaml"));
}

TEST_F(assembly, includes_that_double_end) {
  for (int i = 0; i < 30; ++i) {
    std::string const next = "f" + std::to_string(i + 1) + ".yaml";
    scratch.write(i == 0 ? "compose.yaml" : "f" + std::to_string(i) + ".yaml",
                  "include: [" + next + ", " + next + "]\n");
  }
  scratch.write("f30.yaml", "services: {a: {image: x}}\n");
  EXPECT_THAT(problems(), HasSubstr("the project has more than 2000 files"));
}

TEST_F(assembly, a_long_chain_of_includes_ends) {
  for (int i = 0; i < 150; ++i) {
    scratch.write(i == 0 ? "compose.yaml" : "f" + std::to_string(i) + ".yaml",
                  "include: [f" + std::to_string(i + 1) + ".yaml]\n");
  }
  scratch.write("f150.yaml", "services: {a: {image: x}}\n");
  EXPECT_THAT(problems(), HasSubstr("more than 100 files include one another"));
}

TEST_F(assembly, a_conflict_names_both_places) {
  scratch.write("compose.yaml", "include: [a.yaml]\nservices:\n  web: {image: x}\n");
  scratch.write("a.yaml", "services:\n  web: {image: y}\n");
  EXPECT_THAT(problems(), HasSubstr("compose.yaml:3:3: error: services.web is defined here and, differently, in the "
                                    "included a.yaml:2:3"));
}

TEST_F(assembly, the_content_of_an_included_secret_comes_from_its_own_variables_and_is_not_told) {
  scratch.write("compose.yaml", "include: [sub/a.yaml]\n");
  scratch.write("sub/a.yaml", "services: {a: {image: x, secrets: [s]}}\nsecrets: {s: {environment: TOKEN}}\n");
  scratch.write("sub/.env", "TOKEN=hidden\n");
  load_result const result = load();
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  EXPECT_EQ(result.loaded->secrets.at("s").content, "hidden");
}

TEST_F(assembly, a_directory_with_a_colon_is_no_separator) {
  scratch.write("a:b/compose.yaml", "services: {a: {image: x, volumes: [\"./data:/data:ro\"]}}\n");
  load_options options = scratch.options();
  options.working_directory = scratch.path("a:b");
  load_result const result = compose::load(options);
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  EXPECT_EQ(result.loaded->services.at("a").volumes.at(0).source, scratch.path("a:b/data"));
}

}  // namespace
}  // namespace dockverify::compose::test

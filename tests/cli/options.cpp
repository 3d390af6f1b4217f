// The command line, without running anything.
#include "cli/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dockverify::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

parse_outcome of(std::vector<char const*> words) {
  words.insert(words.begin(), "dockverify");
  return parse(static_cast<int>(words.size()), words.data(), {}, "/srv");
}

TEST(options, up_takes_the_contracts_options) {
  auto const line = of({"up", "-f", "a.yaml", "-f", "b.yaml", "-p", "shop", "--profile", "x", "--timeout", "90s",
                        "--stable-for", "1", "--wait-for", "engine", "--fail-on", "warning", "api", "db"})
                        .parsed;
  ASSERT_TRUE(line);
  EXPECT_EQ(line->what, command::up);
  EXPECT_THAT(line->job.project.files, ElementsAre("a.yaml", "b.yaml"));
  EXPECT_EQ(line->job.project.project_name, "shop");
  EXPECT_THAT(line->job.project.profiles, ElementsAre("x"));
  EXPECT_EQ(line->job.timeout, std::chrono::seconds(90));
  EXPECT_EQ(line->job.stable_for, std::chrono::seconds(1));
  EXPECT_FALSE(line->job.trust_probe);
  EXPECT_EQ(line->job.threshold, fail_on::warning);
  EXPECT_THAT(line->job.services, ElementsAre("api", "db"));
}

TEST(options, those_before_the_command_count_as_docker_compose_users_write_them) {
  auto const line = of({"-f", "a.yaml", "-p", "up", "verify", "api"}).parsed;
  ASSERT_TRUE(line);
  EXPECT_EQ(line->what, command::verify);
  EXPECT_THAT(line->job.project.files, ElementsAre("a.yaml"));
  EXPECT_EQ(line->job.project.project_name, "up");
  EXPECT_THAT(line->job.services, ElementsAre("api"));
}

struct wrong_line {
  char const* name;
  std::vector<char const*> words;
  char const* says;
};
void PrintTo(wrong_line const& c, std::ostream* out) {
  *out << c.name;
}
class wrong_line_test : public testing::TestWithParam<wrong_line> {};

TEST_P(wrong_line_test, is_told_and_ends_with_2) {
  auto const outcome = of(GetParam().words);
  EXPECT_FALSE(outcome.parsed);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr(GetParam().says));
  EXPECT_EQ(outcome.out, "");
}

wrong_line const wrong[] = {
    {"no_command", {}, "subcommand"},
    {"unknown_command", {"verfy"}, "did you mean `verify`"},
    {"unknown_command_behind_options", {"-f", "a.yaml", "verfy"}, "no such command: verfy"},
    {"bad_value_behind_a_moved_command", {"-f", "a.yaml", "up", "--timeout", "soon"}, "'soon' is no duration"},
    {"unknown_option", {"up", "--fast"}, "--fast"},
    {"bad_duration", {"up", "--timeout", "soon"}, "'soon' is no duration"},
    {"negative_duration", {"up", "--timeout", "-5s"}, "--timeout"},
    {"bad_level", {"verify", "--fail-on", "fatal"}, "--fail-on"},
    {"bad_format", {"verify", "--format", "xml"}, "no such format; there is text, json"},
    {"missing_value", {"up", "-f"}, "-f"},
    {"format_that_config_lacks", {"config", "--format", "text"}, "no such format; there is yaml, json"},
    {"table_of_a_model", {"config", "--format", "table"}, "no such format; there is yaml, json"},
};
INSTANTIATE_TEST_SUITE_P(options, wrong_line_test, testing::ValuesIn(wrong),
                         [](auto const& info) { return std::string(info.param.name); });

TEST(options, config_has_one_question_and_its_format) {
  using jobs::config_query;
  struct {
    std::vector<char const*> words;
    config_query what;
    char const* format;
  } const cases[] = {
      {{"config"}, config_query::model, "yaml"},
      {{"config", "--format", "json"}, config_query::model, "json"},
      {{"config", "--services"}, config_query::services, "yaml"},
      {{"config", "--images", "--services"}, config_query::services, "yaml"},
      {{"config", "--images", "--hash", "a", "--environment"}, config_query::hash, "yaml"},
      {{"config", "--variables"}, config_query::variables, "table"},
      {{"config", "--variables", "--format", "json"}, config_query::variables, "json"},
      {{"--hash", "*", "config"}, config_query::hash, "yaml"},
  };
  for (auto const& one : cases) {
    auto const line = of(one.words).parsed;
    ASSERT_TRUE(line) << one.format;
    EXPECT_EQ(line->job.config.what, one.what) << one.format;
    EXPECT_EQ(line->job.config.format, one.format);
  }
}

TEST(options, config_takes_docker_composes_switches) {
  auto const plain = of({"config"}).parsed->job.config;
  EXPECT_TRUE(plain.interpolate);
  EXPECT_FALSE(plain.resolve_digests || plain.images_only || plain.quiet);
  auto const line = of({"config", "-q", "--no-interpolate", "--lock-image-digests", "--hash", "a,b", "api"}).parsed;
  ASSERT_TRUE(line);
  auto const& config = line->job.config;
  EXPECT_FALSE(config.interpolate);
  EXPECT_TRUE(config.resolve_digests && config.images_only && config.quiet);
  EXPECT_EQ(config.hashed, "a,b");
  EXPECT_THAT(line->job.services, ElementsAre("api"));
}

TEST(options, explain_takes_a_rule_and_no_project) {
  auto const line = of({"explain", "DVD103", "--format", "json"}).parsed;
  ASSERT_TRUE(line);
  EXPECT_EQ(line->what, command::explain);
  EXPECT_EQ(line->job.explain.rule, "DVD103");
  EXPECT_TRUE(line->job.explain.json);
  auto const list = of({"explain"}).parsed;
  ASSERT_TRUE(list);
  EXPECT_EQ(list->job.explain.rule, "");
  EXPECT_EQ(list->format, "text");
  EXPECT_EQ(of({"explain", "-f", "x.yaml"}).status, 2);
  EXPECT_THAT(of({"explain", "--format", "sarif"}).err, HasSubstr("there is text, json\n"));
}

TEST(options, help_and_version_are_no_errors) {
  EXPECT_EQ(of({"--help"}).status, 0);
  EXPECT_THAT(of({"up", "--help"}).out, HasSubstr("--wait-for"));
  EXPECT_THAT(of({"--version"}).out, HasSubstr("dockverify "));
}

}  // namespace
}  // namespace dockverify::cli

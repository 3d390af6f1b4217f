#include "audit/configuration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::audit::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string const bad =
    "services:\n  a:\n    image: a:1\n    privileged: true\n  b:\n    image: b:1\n    privileged: true\n";

std::vector<std::string> privileged(files project) {
  project_folder const folder(project);
  result const found = audit_of(folder);
  std::vector<finding> findings = found.findings;
  std::erase_if(findings, [](finding const& f) { return f.rule != "DVC020" && !f.rule.starts_with("DVA"); });
  std::vector<std::string> lines = lines_of(findings);
  for (report_error const& error : found.errors) lines.push_back(error.code);
  return lines;
}

TEST(configuration, sets_levels_and_ignores) {
  struct row {
    std::string text;
    std::vector<std::string> lines;
  };
  std::vector<std::string> const both{"compose.yaml:4 DVC020", "compose.yaml:7 DVC020"};
  std::vector<std::string> const none{"compose.yaml:4 DVC020 ignored", "compose.yaml:7 DVC020 ignored"};
  for (row const& one : std::vector<row>{
           {"", both},
           {"rules: {DVC020: off}\n", {}},
           {"rules: {privileged: off}\n", {}},
           {"rules: {CL-0002: false}\n", {}},
           {"rules: {DVC020: info}\n", both},
           {"ignore: [DVC020]\n", none},
           {"ignore: [privileged]\n", none},
           {"ignore:\n  - {rule: DVC020, reason: known}\n", none},
           {"ignore:\n  - {rules: [DVC020, DVC021], reason: known}\n",
            {".dockverify.yaml:2 DVA001", "compose.yaml:4 DVC020 ignored", "compose.yaml:7 DVC020 ignored"}},
           {"ignore: [DVC020]\nrequire_reason: true\n",
            {".dockverify.yaml:1 DVA005", "compose.yaml:4 DVC020", "compose.yaml:7 DVC020"}},
           {"ignore:\n  - {rule: DVC020, reason: known}\nrequire_reason: true\n", none},
           {"ignore: [DVC021]\nrules: {DVA001: off}\n", both},
           {"ignore:\n  - {rule: DVC020, service: b}\n", {"compose.yaml:4 DVC020", "compose.yaml:7 DVC020 ignored"}},
           {"ignore:\n  - {rule: DVC020, path: compose.yaml}\n", none},
           {"ignore:\n  - {rule: DVC020, path: \"*.yaml\"}\n", none},
           {"ignore:\n  - {rule: DVC020, path: other/*}\n",
            {".dockverify.yaml:2 DVA001", "compose.yaml:4 DVC020", "compose.yaml:7 DVC020"}},
           {"ignore:\n  - {rule: DVC020, until: 2026-11-23}\n", none},
           {"ignore:\n  - {rule: DVC020, until: 2026-11-22}\n",
            {".dockverify.yaml:2 DVA002", "compose.yaml:4 DVC020", "compose.yaml:7 DVC020"}},
       })
    EXPECT_EQ(privileged({{"compose.yaml", bad}, {".dockverify.yaml", one.text}}), one.lines) << one.text;
}

TEST(configuration, is_read_from_x_dockverify_as_well) {
  std::string const service =
      "services:\n  a:\n    image: a:1\n    privileged: true\n    x-dockverify:\n      ignore: [DVC020]\n"
      "  b:\n    image: b:1\n    privileged: true\n";
  EXPECT_THAT(privileged({{"compose.yaml", service}}),
              ElementsAre("compose.yaml:4 DVC020 ignored", "compose.yaml:9 DVC020"));
  EXPECT_THAT(privileged({{"compose.yaml", bad + "x-dockverify:\n  rules: {DVC020: off}\n"}}), IsEmpty());
  // What is nearer wins.
  EXPECT_THAT(privileged({{"compose.yaml", bad + "x-dockverify:\n  rules: {DVC020: error}\n"},
                          {".dockverify.yaml", "rules: {DVC020: off}\n"}}),
              testing::SizeIs(2));
}

TEST(configuration, sets_limits_and_lists) {
  project_folder const folder({{"Dockerfile", "FROM a:1\n"},
                               {".dockverify.yaml",
                                "environment: prod\ntrusted_registries: [ghcr.io/x, \"*.corp\"]\nlabels: {a: semver}\n"
                                "strict_labels: true\ncontext: {bytes: 10m, files: 7}\nnot_secret: TOKEN_NAME\n"}});
  result const found = audit_of(folder);
  EXPECT_TRUE(found.errors.empty());
  EXPECT_EQ(found.settings.environment, rules::environment::prod);
  EXPECT_THAT(found.settings.trusted_registries, ElementsAre("ghcr.io/x", "*.corp"));
  EXPECT_EQ(found.settings.labels.at("a"), rules::label_type::semver);
  EXPECT_TRUE(found.settings.strict_labels);
  EXPECT_EQ(found.settings.context_bytes, std::uint64_t{10} << 20U);
  EXPECT_EQ(found.settings.context_files, 7U);
  EXPECT_THAT(found.settings.not_secret, ElementsAre("TOKEN_NAME"));
  options what = options_for(folder);
  what.environment_given = true;
  EXPECT_EQ(run(what).settings.environment, rules::environment::dev) << "the command line wins";
}

TEST(configuration, says_what_is_wrong_and_what_was_meant) {
  struct row {
    std::string text, error;
  };
  for (row const& one : std::vector<row>{
           {"- a\n", ".dockverify.yaml:1:1: dockverify's configuration must be a mapping"},
           {"ignores: []\n",
            ".dockverify.yaml:1:1: unknown key `ignores` in dockverify's configuration; did you mean `ignore`?"},
           {"environment: production\n", ".dockverify.yaml:1:14: `environment` must be dev or prod"},
           {"rules: {DVC02O: off}\n", ".dockverify.yaml:1:9: there is no rule `DVC02O`; did you mean `DVC020`?"},
           {"rules: {privilege: off}\n",
            ".dockverify.yaml:1:9: there is no rule `privilege`; did you mean `privileged`?"},
           {"rules: {DVC020: warn}\n", ".dockverify.yaml:1:17: `DVC020` can not be `warn`"},
           {"rules: [DVC020]\n", ".dockverify.yaml:1:8: `rules` must be a mapping"},
           {"ignore: {DVC020: x}\n", ".dockverify.yaml:1:9: `ignore` must be a list"},
           {"ignore:\n  - {reason: x}\n", ".dockverify.yaml:2:5: an entry of `ignore` names no rule"},
           {"ignore: [DVC999]\n", ".dockverify.yaml:1:10: there is no rule `DVC999`"},
           {"ignore:\n  - {rule: DVC020, until: soon}\n", ".dockverify.yaml:2:27: `until` must be a day"},
           {"ignore:\n  - {rule: DVC020, reson: x}\n",
            ".dockverify.yaml:2:20: unknown key `reson` in dockverify's configuration; did you mean `reason`?"},
           {"labels: {a: semvar}\n", ".dockverify.yaml:1:13: `a` can not be `semvar`; did you mean `semver`?"},
           {"strict_labels: 3\n", ".dockverify.yaml:1:16: `strict_labels` must be true or false"},
           {"context: {bytes: much}\n", ".dockverify.yaml:1:18: context.bytes must be a size"},
           {"context: {files: 1.5}\n", ".dockverify.yaml:1:18: context.files must be a number"},
           {"context: {size: 1}\n", ".dockverify.yaml:1:11: unknown key `size` in dockverify's configuration"},
           {"a: [\n", ".dockverify.yaml:"},
       }) {
    project_folder const folder({{"compose.yaml", bad}, {".dockverify.yaml", one.text}});
    result const found = audit_of(folder);
    ASSERT_FALSE(found.errors.empty()) << one.text;
    EXPECT_EQ(found.errors[0].code, "configuration-invalid");
    std::string const message = found.errors[0].where.text() + ": " + found.errors[0].message;
    EXPECT_THAT(message, testing::StartsWith(one.error)) << one.text;
    EXPECT_THAT(found.findings, IsEmpty());
  }
}

TEST(configuration, is_found_above_up_to_the_repository) {
  project_folder const folder(
      {{".dockverify.yaml", ""}, {"a/b/", ""}, {"repo/.git/", ""}, {"repo/c/", ""}, {"own/.dockverify.yml", ""}});
  EXPECT_EQ(find_configuration(folder.path("a/b")), folder.path(".dockverify.yaml"));
  EXPECT_EQ(find_configuration(folder.path("repo/c")), "");
  EXPECT_EQ(find_configuration(folder.path("own")), folder.path("own/.dockverify.yml"));
}

}  // namespace
}  // namespace dockverify::audit::test

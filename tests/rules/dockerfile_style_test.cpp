// Dockerfile style and labels.
#include "table.hpp"

namespace dockverify::rules::test {
namespace {

TEST(maintainer, becomes_a_label) {
  expect_lines("DVD401", {{"", "FROM scratch\nMAINTAINER me@example.org\n", {2}},
                          {"", "FROM scratch\nLABEL org.opencontainers.image.authors=\"me@example.org\"\n", {}}});
  EXPECT_EQ(fixed("DVD401", {{"Dockerfile", "FROM scratch\nMAINTAINER \"Me\" <me@example.org> $x\n"}}, "Dockerfile"),
            "FROM scratch\nLABEL org.opencontainers.image.authors=\"\\\"Me\\\" <me@example.org> \\$x\"\n");
}

TEST(instruction_case, goes_by_the_majority) {
  expect_lines("DVD402", {{"mixed", "From scratch AS base\nFROM scratch AS base2\n", {1}},
                          {"one small", "FROM scratch\ncopy Dockerfile /foo\nCOPY Dockerfile /bar\n", {2}},
                          {"mixed among small", "frOM scratch as base\nfrom scratch as base2\n", {1}},
                          {"one large", "from scratch\nCOPY Dockerfile /foo\ncopy Dockerfile /bar\n", {2}},
                          {"FROM itself", "FROM scratch\ncopy a /a\ncopy b /b\ncopy c /c\n", {1}},
                          {"tie", "FROM scratch\ncopy a /a\n", {2}},
                          {"small", "from scratch\ncopy a /a\n", {}},
                          {"capitals", "FROM scratch\nCOPY a /a\n", {}},
                          {"a shell's text", "FROM alpine:3.20\nRUN <<'EOT'\nenv\nEOT\n", {}}});
  EXPECT_EQ(fixed("DVD402", {{"Dockerfile", "FROM scratch\nCopy a /a\n"}}, "Dockerfile"), "FROM scratch\nCOPY a /a\n");
}

TEST(stage_words, have_one_case) {
  expect_lines("DVD403", {{"", "FROM scratch as base2\n", {1}},
                          {"", "from scratch AS base\n", {1}},
                          {"", "FROM scratch As base\n", {1}},
                          {"", "from scratch as base\n", {}},
                          {"", "FROM scratch AS base\n", {}},
                          {"FROM is mixed", "From scratch as base\n", {}}});
  expect_lines("DVD404", {{"", "FROM scratch AS BadStageName\n", {1}}, {"", "FROM scratch AS base3\n", {}}});
}

TEST(stage_name_case, is_changed_wherever_the_stage_is_named) {
  EXPECT_EQ(
      fixed("DVD404",
            {{"Dockerfile", "FROM a:1 AS Base\nFROM Base\nCOPY --from=Base /a /a\nCOPY --from=Basement:1 /a /a\n"}},
            "Dockerfile"),
      "FROM a:1 AS base\nFROM base\nCOPY --from=base /a /a\nCOPY --from=Basement:1 /a /a\n");
}

TEST(legacy_key_value, is_quoted_when_it_has_blanks) {
  expect_lines("DVD405", {{"", "FROM scratch\nENV testkey value\nLABEL key value\n", {2, 3}},
                          {"", "FROM scratch\nENV testkey=value\nLABEL key=value\n", {}},
                          {"wrapped", "FROM scratch\nONBUILD ENV testkey value\n", {2}}});
  EXPECT_EQ(fixed("DVD405", {{"Dockerfile", "FROM scratch\nENV A b\nENV C d e\nENV F \"g h\"\nENV I j \"k\" l\n"}},
                  "Dockerfile"),
            "FROM scratch\nENV A=b\nENV C=\"d e\"\nENV F=\"g h\"\nENV I=\"j k l\"\n");
}

TEST(empty_continuation, is_reported_at_the_end) {
  expect_lines("DVD406", {{"", "FROM scratch\nCOPY Dockerfile \\\n\n.\nCOPY Dockerfile \\\n.\n", {4}},
                          {"comment", "FROM scratch\nRUN a \\\n# about b\n b\n", {}}});
  EXPECT_EQ(fixed("DVD406", {{"Dockerfile", "FROM scratch\nRUN a \\\n\n  \n b \\\n\n c\n"}}, "Dockerfile"),
            "FROM scratch\nRUN a \\\n b \\\n c\n");
}

TEST(description_comment, begins_with_the_name) {
  expect_lines("DVD407", {{"stage", "# about it\nFROM scratch AS base\n", {2}},
                          {"argument", "FROM scratch\n# about it\nARG foo=1\n", {3}},
                          {"name", "# base is it\nFROM scratch AS base\n", {}},
                          {"one of two", "FROM scratch\n# b is it\nARG a=1 b=2\n", {}},
                          {"another case", "# BasE is it\nFROM scratch AS base\n", {2}},
                          {"empty line", "# about it\n\nFROM scratch AS base\n", {}},
                          {"empty comment", "# about it\n#\nFROM scratch AS base\n", {}},
                          {"no name", "# about it\nFROM scratch\n", {}},
                          {"another instruction", "FROM scratch\n# about it\nLABEL a=b\n", {}}});
}

TEST(inline_ignore, is_any_tool_s) {
  expect_lines("DVD408", {{"", "# hadolint ignore=DL3003\nRUN foo bar\n", {1}},
                          {"", "FROM debian:12\n# hadolint global ignore=DL3003\n", {2}},
                          {"", "FROM debian:12\n# dockverify ignore=DVD303 reason\nRUN foo\n", {2}},
                          {"", "# check=skip=StageNameCasing\nFROM debian:12\n", {1}},
                          {"", "# check=error=true;skip=all\nFROM debian:12\n", {1}},
                          {"", "# check=error=true\nFROM debian:12\n", {}},
                          {"", "# hadolint shell=powershell\nRUN foo bar\n", {}},
                          {"", "# foobar\nRUN foo bar\n", {}}});
}

TEST(label_key, is_made_of_small_words) {
  for (std::string_view bad :
       {"com.docker.label=\"foo\"", "io.docker.label=\"foo\"", "org.dockerproject.label=\"foo\"",
        "invalid$character=\"foo\"", ".invalid=\"foo\"", "-invalid=\"foo\"", "1invalid=\"foo\"", "invalid-=x",
        "invalid..character=\"foo\"", "invalid--character=\"foo\"", "Capital=x", "\"with blank\"=x", "good=1 Bad=2"}) {
    EXPECT_EQ(lines("DVD410", "FROM alpine:3.20\nLABEL " + std::string(bad) + "\n"), std::vector<int>{2}) << bad;
  }
  for (std::string_view good :
       {"org.valid-key.label3=\"foo\"", "validlabel=\"foo\"", "a=b", "a_b=c", "a/b=c", "\"a.b\"=c"}) {
    EXPECT_EQ(lines("DVD410", "FROM alpine:3.20\nLABEL " + std::string(good) + "\n"), std::vector<int>{}) << good;
  }
  EXPECT_EQ(lines("DVD410", "FROM alpine:3.20\nONBUILD LABEL com.docker.label=x\n"), std::vector<int>{2});
}

audit_options with_schema(label_type type = label_type::text) {
  audit_options options;
  options.rules_settings.labels = {{"foo", type}};
  return options;
}

TEST(label_missing, forgives_stages_that_others_use) {
  expect_lines("DVD411",
               {{"none", "FROM baseimage:1\n", {1}},
                {"another", "FROM baseimage:1\nLABEL bar=\"baz\"\n", {1}},
                {"there", "FROM baseimage:1\nLABEL foo=\"bar\"\n", {}},
                {"two stages", "FROM stage1:1\nFROM stage2:1\n", {1, 2}},
                {"in the second only", "FROM baseimage:1\nFROM newimage:1\nLABEL foo=\"bar\"\n", {1}},
                {"built on", "FROM baseimage:1 AS base\nFROM base\nLABEL foo=\"bar\"\n", {}},
                {"inherited", "FROM baseimage:1 AS base\nLABEL foo=\"bar\"\nFROM base\n", {}},
                {"copied from", "FROM a:1 AS b\nRUN x\nFROM a:1\nLABEL foo=x\nCOPY --from=b /a /a\n", {}},
                {"a trigger is for others", "FROM a:1\nONBUILD LABEL foo=x\n", {1}}},
               with_schema());
  EXPECT_EQ(lines("DVD411", "FROM baseimage:1\n"), std::vector<int>{});
}

TEST(label_schema, is_strict_when_told_so) {
  audit_options strict = with_schema();
  strict.rules_settings.strict_labels = true;
  expect_lines("DVD412",
               {{"", "FROM a:1\nLABEL foo=\"x\"\n", {}},
                {"", "FROM a:1\nLABEL other=\"bar\"\n", {2}},
                {"", "FROM a:1\nLABEL foo=\"x\" other=\"bar\"\n", {2}},
                {"", "FROM a:1\nONBUILD LABEL other=\"bar\"\n", {2}}},
               strict);
  EXPECT_EQ(lines("DVD412", "FROM a:1\nLABEL other=x\n", with_schema()), std::vector<int>{});
  expect_lines("DVD413",
               {{"", "FROM a:1\nLABEL foo=\"\"\n", {2}},
                {"", "FROM a:1\nLABEL foo=\"x\"\n", {}},
                {"", "FROM a:1\nLABEL other=\"\"\n", {}}},
               with_schema());
}

TEST(label_forms, are_those_of_the_schema) {
  struct row {
    std::string_view rule;
    label_type type;
    std::vector<std::string_view> good, bad;
  };
  row const rows[] = {
      {"DVD414",
       label_type::url,
       {"http://example.com", "https://example.com/a?b#c", "ssh://git@example.com/x"},
       {"not-url", "example.com", "http://", "http:// x"}},
      {"DVD415",
       label_type::rfc3339,
       {"2021-03-10T10:26:33.564595127+01:00", "2024-02-29T23:59:60Z"},
       {"not-date", "2021-03-10", "2021-13-10T10:26:33Z", "2023-02-29T00:00:00Z", "2021-03-10T10:26:33"}},
      {"DVD416",
       label_type::spdx,
       {"BSD-3-Clause", "MIT", "mit", "MIT OR Apache-2.0", "(MIT AND ISC) OR GPL-2.0+",
        "Apache-2.0 WITH LLVM-exception", "LicenseRef-own"},
       {"not-spdx", "MIT OR", "Apache 2.0", "MIT WITH MIT", "(MIT"}},
      {"DVD417",
       label_type::hash,
       {"2dbfae9", "43c572f1272b6b3171dd1db9e41b7027128ce080"},
       {"not-git-hash", "2DBFAE9", "2dbfae", "2dbfae90"}},
      {"DVD418",
       label_type::semver,
       {"1.0.0", "2.0.1-rc1", "1.2.3-alpha.1+build.5"},
       {"not-sem-ver", "v1.0.0", "1.0", "01.0.0", "1.0.0-"}},
      {"DVD419",
       label_type::email,
       {"abcd@google.com", "a.b+c@example.org", "a@[127.0.0.1]"},
       {"not-email", "@example.com", "a@", "a b@example.com", "a..b@example.com"}},
  };
  for (row const& one : rows) {
    for (std::string_view value : one.good) {
      EXPECT_EQ(lines(one.rule, "FROM a:1\nLABEL foo=\"" + std::string(value) + "\"\n", with_schema(one.type)),
                std::vector<int>{})
          << one.rule << " " << value;
    }
    for (std::string_view value : one.bad) {
      EXPECT_EQ(lines(one.rule, "FROM a:1\nLABEL foo=\"" + std::string(value) + "\"\n", with_schema(one.type)),
                std::vector<int>{2})
          << one.rule << " " << value;
      EXPECT_EQ(lines(one.rule, "FROM a:1\nLABEL other=\"" + std::string(value) + "\"\n", with_schema(one.type)),
                std::vector<int>{})
          << one.rule << " " << value;
    }
  }
}

}  // namespace
}  // namespace dockverify::rules::test

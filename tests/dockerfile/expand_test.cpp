// BuildKit's lexer for words (frontend/dockerfile/shell): its own rules, not a shell's.
#include "dockerfile/expand.hpp"

#include <gtest/gtest.h>

#include <map>

namespace dockverify::dockerfile {
namespace {

/// A=1 B=two E=empty P=/a/b/c.tar.gz; U is known to the build only, N is an ARG without default; others are undefined.
class known final : public variable_lookup {
 public:
  [[nodiscard]] variable_value find(std::string_view name) const override {
    static std::map<std::string_view, std::string> const values{
        {"A", "1"}, {"B", "two"}, {"E", ""}, {"P", "/a/b/c.tar.gz"}, {"S", "x*y"}};
    if (auto const found = values.find(name); found != values.end()) return {true, found->second, false, false};
    if (name == "U") return {true, std::nullopt, true, false};
    if (name == "N") return {true, std::nullopt, true, true};
    return {};
  }
};

struct expand_case {
  std::string word, text;
  bool is_known = true;
  char escape = '\\';
};

class dockerfile_expand : public testing::TestWithParam<expand_case> {};

TEST_P(dockerfile_expand, as_the_builder_does) {
  auto const& expected = GetParam();
  auto const made = expand(expected.word, known(), {.escape = expected.escape});
  EXPECT_EQ(made.text, expected.text) << expected.word;
  EXPECT_EQ(made.known, expected.is_known) << expected.word;
  EXPECT_EQ(made.error, "") << expected.word;
}

INSTANTIATE_TEST_SUITE_P(
    plain, dockerfile_expand,
    testing::Values(expand_case{"a", "a"}, expand_case{"", ""}, expand_case{"$A", "1"}, expand_case{"${A}", "1"},
                    expand_case{"a$A.b", "a1.b"}, expand_case{"$A$B", "1two"}, expand_case{"$AB", ""},
                    expand_case{"${A}B", "1B"}, expand_case{"'$A'", "$A"}, expand_case{"\"$A\"", "1"},
                    expand_case{"\\$A", "$A"}, expand_case{"\"\\$A\"", "$A"}, expand_case{"a\\ b", "a b"},
                    expand_case{"a\\b", "ab"}, expand_case{"\"a\\b\"", "a\\b"}, expand_case{"\"a\\\"b\"", "a\"b"},
                    expand_case{"'a\\b'", "a\\b"}, expand_case{"a'b c'd", "ab cd"}, expand_case{"$", "$"},
                    expand_case{"$$", ""}, expand_case{"a$%", "a$%"}, expand_case{"$1a", "a"},
                    expand_case{"`$A", "$A", true, '`'}, expand_case{"C:\\x\\$A", "C:\\x\\1", true, '`'},
                    expand_case{"a\\", "a"}, expand_case{"$X", ""}, expand_case{"$E", ""}));
INSTANTIATE_TEST_SUITE_P(
    modifiers, dockerfile_expand,
    testing::Values(expand_case{"${X:-d}", "d"}, expand_case{"${X-d}", "d"}, expand_case{"${E:-d}", "d"},
                    expand_case{"${E-d}", ""}, expand_case{"${A:-d}", "1"}, expand_case{"${X:-$B}", "two"},
                    expand_case{"${X:-${Y:-${B}}}", "two"}, expand_case{"${X:-'a b'}", "a b"},
                    expand_case{"${X:-\\}}", "}"}, expand_case{"${A:+d}", "d"}, expand_case{"${X:+d}", ""},
                    expand_case{"${E:+d}", ""}, expand_case{"${E+d}", "d"}, expand_case{"${A:?no}", "1"},
                    expand_case{"${E?no}", ""}, expand_case{"${P#*/}", "a/b/c.tar.gz"},
                    expand_case{"${P##*/}", "c.tar.gz"}, expand_case{"${P%.*}", "/a/b/c.tar"},
                    expand_case{"${P%%.*}", "/a/b/c"}, expand_case{"${P#x}", "/a/b/c.tar.gz"},
                    expand_case{"${B#?}", "wo"}, expand_case{"${B%?}", "tw"}, expand_case{"${S#x\\*}", "y"},
                    expand_case{"${P/a/x}", "/x/b/c.tar.gz"}, expand_case{"${P//a/x}", "/x/b/c.txr.gz"},
                    expand_case{"${P//\\//_}", "_a_b_c.tar.gz"}, expand_case{"${P/c*/d}", "/a/b/d"},
                    expand_case{"${B/z/y}", "two"}));
INSTANTIATE_TEST_SUITE_P(unknown, dockerfile_expand,
                         testing::Values(expand_case{"a:$U", "a:$U", false}, expand_case{"${U}", "${U}", false},
                                         expand_case{"${U:-d}", "d", false}, expand_case{"${N:-d}", "d", false},
                                         expand_case{"${N:+d}", "", false}, expand_case{"${U#x}", "${U#x}", false},
                                         expand_case{"${U/a/b}", "${U/a/b}", false},
                                         expand_case{"${U:?no}", "${U:?no}", false},
                                         expand_case{"$A$N", "1$N", false}));

struct refused_case {
  std::string word, error;
};

class dockerfile_refused : public testing::TestWithParam<refused_case> {};

TEST_P(dockerfile_refused, stays_as_written) {
  auto const& [word, error] = GetParam();
  auto const made = expand(word, known());
  EXPECT_EQ(made.error, error) << word;
  EXPECT_EQ(made.text, word);
  EXPECT_FALSE(made.known);
}

INSTANTIATE_TEST_SUITE_P(
    all, dockerfile_refused,
    testing::Values(refused_case{"${A", "syntax error: missing '}'"}, refused_case{"${", "syntax error: missing '}'"},
                    refused_case{"${}", "syntax error: bad substitution"},
                    refused_case{"${:x}", "syntax error: bad substitution"},
                    refused_case{"${A:-b", "syntax error: missing '}'"},
                    refused_case{"${A@Q}", "unsupported modifier (@) in substitution"},
                    refused_case{"${A:x}", "unsupported modifier (:x) in substitution"},
                    refused_case{"${X:?is missing}", "X: is missing"},
                    refused_case{"${X?}", "X: is not allowed to be unset"},
                    refused_case{"${E:?}", "E: is not allowed to be empty"},
                    refused_case{"'a", "unexpected end while looking for the closing single quote"},
                    refused_case{"\"a", "unexpected end while looking for the closing double quote"},
                    refused_case{"${A/b", "syntax error: missing '/' in ${}"},
                    refused_case{"${P#\\a}", "invalid pattern (\\a) in substitution"}));

TEST(dockerfile_expand_more, tells_which_names_were_used) {
  auto const made = expand("$A ${X:-$Y} $A '$Z'", known());
  EXPECT_EQ(made.used, (std::vector<std::string_view>{"A", "Y", "X"}));
  EXPECT_EQ(made.undefined, (std::vector<std::string_view>{"Y", "X"}));
  EXPECT_EQ(variables_in("a$B/${C:-$D} '$E' \\$F"), (std::vector<std::string_view>{"B", "D", "C"}));
  EXPECT_TRUE(variables_in("plain").empty());
}

TEST(dockerfile_expand_more, can_go_by_the_defaults_alone) {
  EXPECT_EQ(expand("a:$N", known(), {.unset_unknown = true}).text, "a:");
  EXPECT_EQ(expand("a:${N:-b}", known(), {.unset_unknown = true}).known, true);
  EXPECT_EQ(expand("a:$U", known(), {.unset_unknown = true}).text, "a:$U");
}

TEST(dockerfile_expand_more, splits_after_expanding_as_expose_does) {
  EXPECT_EQ(expand_words("80 $B \"a b\"", known()), (std::vector<std::string>{"80", "two", "a b"}));
}

TEST(dockerfile_expand_more, unquotes) {
  EXPECT_EQ(unquote("\"a $b\"'c'\\d"), "a $bcd");
  EXPECT_EQ(unquote("a` b", '`'), "a b");
}

TEST(dockerfile_expand_more, is_bounded) {
  std::string nested, many, pattern;
  for (int i = 0; i < 5000; ++i) nested += "${X:-";
  EXPECT_NE(expand(nested, known()).error, "");
  for (int i = 0; i < 100000; ++i) many += "\"$P$P$P\"";
  EXPECT_LE(expand(many, known()).text.size(), 65536U + 64U);
  for (int i = 0; i < 30000; ++i) pattern += "*a";
  expand("${P##" + pattern + "}${P//" + pattern + "/b}", known());
}

}  // namespace
}  // namespace dockverify::dockerfile

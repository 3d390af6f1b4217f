// Quoting and escapes: which words a command gets. The expectations are what a POSIX shell (or bash, where it says so)
// would pass on, with expansions left as they are written.
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::shell {
namespace {

struct word_case {
  std::string script, words;
};

class shell_words : public testing::TestWithParam<word_case> {};

TEST_P(shell_words, as_the_shell_splits_them) {
  auto const& [script, words] = GetParam();
  auto const made = read(mapped_text(script));
  ASSERT_FALSE(made.commands().empty()) << script;
  EXPECT_EQ(values_of(made.commands()[0]), words) << script;
  EXPECT_EQ(problems_of(made), "") << script;
}

INSTANTIATE_TEST_SUITE_P(
    plain, shell_words,
    testing::Values(word_case{"a b  c", "a b c"}, word_case{"  a\tb ", "a b"}, word_case{"a b # c", "a b"},
                    word_case{"a b#c", "a b#c"}, word_case{"a;b", "a"}, word_case{"a&&b", "a"}, word_case{"a|b", "a"},
                    word_case{"a>b", "a"}, word_case{"a \\\n b", "a b"}, word_case{"a \\\r\n b", "a b"},
                    word_case{"a\\\nb", "ab"}, word_case{"a b\r\n", "a b"}, word_case{"a=b c", "c"},
                    word_case{"c a=b", "c a=b"}, word_case{"./a-b_c.d/e", "./a-b_c.d/e"},
                    word_case{"echo {a,b}", "echo {a,b}"}, word_case{"echo ~/x", "echo ~/x"},
                    word_case{"echo a]b", "echo a]b"}, word_case{"[ -f x ]", "[ -f x ]"}, word_case{"echo !", "echo !"},
                    word_case{"echo if then fi", "echo if then fi"}, word_case{"echo }", "echo }"}));

INSTANTIATE_TEST_SUITE_P(
    quotes, shell_words,
    testing::Values(word_case{"a 'b c'", "a <b c>"}, word_case{"a \"b c\"", "a <b c>"}, word_case{"a ''", "a <>"},
                    word_case{"a \"\"", "a <>"}, word_case{"a b'c'\"d\"e", "a bcde"}, word_case{"a 'b\\c'", "a b\\c"},
                    word_case{"a \"b\\\"c\"", "a b\"c"}, word_case{"a \"b\\c\"", "a b\\c"},
                    word_case{"a \"\\$x \\`\"", "a <$x `>"}, word_case{"a \"\\\\\"", "a \\"},
                    word_case{"a \"b\\\nc\"", "a bc"}, word_case{"a b\\ c", "a <b c>"}, word_case{"a \\\"b", "a \"b"},
                    word_case{"a \\'b", "a 'b"}, word_case{"a 'it'\\''s'", "a it's"}, word_case{"a \"it's\"", "a it's"},
                    word_case{"a '\"'", "a \""}, word_case{"a 'x;y' && b", "a x;y"},
                    word_case{"a \"x && y\"", "a <x && y>"}, word_case{"a 'l1\nl2'", "a <l1\nl2>"},
                    word_case{"a \\#b", "a #b"}, word_case{"'a b' c", "<a b> c"}, word_case{"a \\\\", "a \\"},
                    word_case{"a $'b\\tc'", "a <b\tc>"}, word_case{"a $'\\x41\\101\\u00e9\\''", "a AA\xC3\xA9'"},
                    word_case{"a $\"b c\"", "a <b c>"}, word_case{"a\\;b", "a;b"},
                    word_case{"a 'b'c'd e'", "a <bcd e>"}, word_case{"\\rm -f x", "rm -f x"}));

INSTANTIATE_TEST_SUITE_P(
    expansions, shell_words,
    testing::Values(word_case{"a $b", "a $b"}, word_case{"a \"$b c\"", "a <$b c>"}, word_case{"a ${b}c", "a ${b}c"},
                    word_case{"a ${b:-c d}", "a <${b:-c d}>"}, word_case{"a \"${b:-\"c d\"}\"", "a <${b:-\"c d\"}>"},
                    word_case{"a ${b%'}'}x", "a ${b%'}'}x"}, word_case{"a \"${b:-it's}\" c", "a ${b:-it's} c"},
                    word_case{"a ${b:-${c:-d}}", "a ${b:-${c:-d}}"}, word_case{"a $1$@$?", "a $1$@$?"},
                    word_case{"a $", "a $"}, word_case{"a $%", "a $%"}, word_case{"a $((1 + 2))", "a <$((1 + 2))>"},
                    word_case{"a $((1 << (2)))b", "a <$((1 << (2)))b>"}, word_case{"a '$b'", "a $b"},
                    word_case{"a \\$b", "a $b"}, word_case{"a $(b c)", "a <$(b c)>"},
                    word_case{"a \"$(b \"c d\")\"", "a <$(b \"c d\")>"}, word_case{"a `b c`", "a <`b c`>"},
                    word_case{"a \"`b \\\"c\\\"`\"d", "a <`b \\\"c\\\"`d>"}, word_case{"a $(b)/$(c)", "a $(b)/$(c)"},
                    word_case{"a $(case x in x) y;; esac)", "a <$(case x in x) y;; esac)>"},
                    word_case{"a $(echo ')')", "a <$(echo ')')>"}, word_case{"a <(b c) d", "a <<(b c)> d"},
                    word_case{"a $((b) | c)", "a <$((b) | c)>"}, word_case{"a $# $$ $!", "a $# $$ $!"}));

struct mark_case {
  std::string word;
  bool quoted, expands, globs;
};

class shell_marks : public testing::TestWithParam<mark_case> {};

TEST_P(shell_marks, say_how_far_a_value_can_be_trusted) {
  auto const& expected = GetParam();
  auto const script = "x " + expected.word;
  auto const made = read(mapped_text(script));
  auto const& w = made.commands()[0].words.at(1);
  EXPECT_EQ(w.quoted, expected.quoted) << expected.word;
  EXPECT_EQ(w.expands, expected.expands) << expected.word;
  EXPECT_EQ(w.globs, expected.globs) << expected.word;
  EXPECT_EQ(w.text, expected.word);
}

INSTANTIATE_TEST_SUITE_P(all, shell_marks,
                         testing::Values(mark_case{"a", false, false, false}, mark_case{"'a'", true, false, false},
                                         mark_case{"a\\b", true, false, false}, mark_case{"$a", false, true, false},
                                         mark_case{"'$a'", true, false, false}, mark_case{"\"$a\"", true, true, false},
                                         mark_case{"${a}", false, true, false}, mark_case{"`a`", false, true, false},
                                         mark_case{"$(a)", false, true, false}, mark_case{"$((1))", false, true, false},
                                         mark_case{"a*", false, false, true}, mark_case{"'a*'", true, false, false},
                                         mark_case{"a?", false, false, true}, mark_case{"[ab]", false, false, true},
                                         mark_case{"[", false, false, false}, mark_case{"]", false, false, false},
                                         mark_case{"$", false, false, false}, mark_case{"\\$a", true, false, false},
                                         mark_case{"\"\\$a\"", true, false, false},
                                         mark_case{"\\*", true, false, false}));

TEST(shell_words_places, are_those_of_the_bytes) {
  std::string const script = "  cd '/a b' && x \"$y\"  >z";
  auto const made = read(mapped_text(script, 100));
  auto const text_at = [&](text_range r) { return script.substr(r.begin - 100, r.end - r.begin); };
  auto const& first = made.commands()[0];
  EXPECT_EQ(text_at(first.where), "cd '/a b'");
  EXPECT_EQ(text_at(first.words[1].where), "'/a b'");
  auto const& second = made.commands()[1];
  EXPECT_EQ(text_at(second.where), "x \"$y\"  >z");
  EXPECT_EQ(text_at(second.words[1].where), "\"$y\"");
  EXPECT_EQ(text_at(second.redirections[0].where), ">z");
  EXPECT_EQ(text_at(second.redirections[0].target.where), "z");
}

struct broken_case {
  std::string script, message, commands;
};

class broken_shell : public testing::TestWithParam<broken_case> {};

TEST_P(broken_shell, is_a_problem_and_the_rest_is_read) {
  auto const& [script, message, commands] = GetParam();
  auto const made = read(mapped_text(script));
  EXPECT_EQ(problems_of(made), message) << script;
  EXPECT_EQ(shown(made), commands) << script;
}

INSTANTIATE_TEST_SUITE_P(
    all, broken_shell,
    testing::Values(
        broken_case{"a 'b c", "a single quote that is not closed", "a <b c>"},
        broken_case{"a \"b c", "a double quote that is not closed", "a <b c>"},
        broken_case{"a `b c", "a backtick that is not closed", "a <`b c>\nb c [subst]"},
        broken_case{"a $(b c", "$( that is not closed", "a <$(b c>\nb c [subst]"},
        broken_case{"a ${b", "${ that is not closed", "a ${b"}, broken_case{"a &&", "nothing follows `&&`", "a [test]"},
        broken_case{"a ||", "nothing follows `||`", "a [test]"}, broken_case{"a |", "nothing follows `|`", "a [sub]"},
        broken_case{"&& a", "unexpected `&`\nunexpected `&`", "a"}, broken_case{"; a", "unexpected `;`", "a"},
        broken_case{"a ) b", "`)` closes nothing", "a\nb"}, broken_case{"fi; a", "`fi` closes nothing", "a"},
        broken_case{"a; }", "`}` closes nothing", "a"}, broken_case{"( a", "`(` that is not closed", "a [sub]"},
        broken_case{"{ a", "`}` of `{` is missing", "a"},
        broken_case{"if a; then b", "`fi` of `if` is missing", "a [test]\nb [cond]"},
        broken_case{"if a; b", "`then` of `if` is missing\n`fi` of `if` is missing", "a [test]\nb [test]"},
        broken_case{"while a; do b", "`done` of `while` is missing", "a [test]\nb [cond]"},
        broken_case{"for x in a; b", "`do` of `for` is missing", "b"},
        broken_case{"case x in a) b", "`esac` of `case` is missing", "b [cond]"},
        broken_case{"case x y", "`in` of `case` is missing\n`esac` of `case` is missing", "y"},
        broken_case{"f()", "a function without a body", ""}, broken_case{"a > ", "nothing follows `>`", "a"},
        broken_case{"[[ a", "`[[` that is not closed", "[[ a"},
        broken_case{"a b (c)", "unexpected `(`\n`)` closes nothing", "a b\nc"},
        broken_case{"cat <<E\nx", "a here-document that does not end", "cat"}));

}  // namespace
}  // namespace dockverify::shell

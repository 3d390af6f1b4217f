// Whatever the text, reading ends soon and in bounded memory. Sizes are such that anything quadratic would not pass the
// test's time limit.
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::shell {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string made;
  made.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) made += text;
  return made;
}

class hostile_shell : public testing::TestWithParam<std::string> {};

TEST_P(hostile_shell, is_read_in_linear_time) {
  auto const script = repeated(GetParam(), 200000 / GetParam().size());
  auto const made = read(mapped_text(script));
  EXPECT_LT(made.commands().size(), script.size() + 1);
  EXPECT_LE(made.problems().size(), 50U);
}

INSTANTIATE_TEST_SUITE_P(openings, hostile_shell,
                         testing::Values("$(", "`", "(", "{ ", "((", "$((", "${", "${x:-", "\"$(", "if ", "while ",
                                         "case x in ", "case x in a) ", "for x in ", "f() ", "function f ", "[[ ", "! ",
                                         "<(", "a=(", "then ", "do ", "\\`", "\"", "'", "$'", "$'\\", "<<E ", "<<E\n",
                                         "\\", "\\\n"));
INSTANTIATE_TEST_SUITE_P(others, hostile_shell,
                         testing::Values("a && ", "a || ", "a | ", "a; ", "a\n", "a & ", ") ", "fi ", ";; ", "> ", ">&",
                                         "2>", "cd a; ", "sudo ", "env A=1 ", "sh -c ", "eval ", "bash <<E\n", "xargs ",
                                         "$x", "a=b ", "a[", "-a ", "set -o ", "((1)) ", "# \n", "''", "\"\"",
                                         "\xFF\xFE", "cat <<E <<F ", "$(a)", "`a`", "\r\n", "&>",
                                         "[ a ] && { b; } || (c) & "));

TEST(hostile_shell_more, nul_bytes_are_only_bytes) {
  std::string const script("a \0 b\0c; d", 10);
  auto const made = read(mapped_text(script));
  EXPECT_EQ(made.commands().back().name(), "d");
}

TEST(hostile_shell_more, nesting_stops_the_reading_and_is_told) {
  std::string const script = "a; " + repeated("( ", 5000) + "b" + repeated(" )", 5000) + "; c";
  auto const made = read(mapped_text(script));
  EXPECT_EQ(shown(made), "a");
  EXPECT_EQ(problems_of(made), "nested too deeply; what follows is not read");
}

TEST(hostile_shell_more, quoting_within_quoting_does_not_multiply_the_work) {
  std::string script = "a";
  for (int i = 0; i < 12; ++i) {
    std::string quoted = "sh -c \"";
    for (char const c : script) {
      if (c == '"' || c == '\\' || c == '$' || c == '`') quoted += '\\';
      quoted += c;
    }
    script = quoted + "\"";
  }
  EXPECT_EQ(read(mapped_text(script)).commands().back().name(), "a");
  std::string substituted = "a";
  for (int i = 0; i < 40; ++i) substituted = "sh -c \"$(" + substituted + ")\"";
  EXPECT_LT(read(mapped_text(substituted)).commands().size(), 200U);
}

}  // namespace
}  // namespace dockverify::shell

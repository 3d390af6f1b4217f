// The questions that rules ask of a command's words.
#include <gtest/gtest.h>

#include "shell/dialect.hpp"
#include "support.hpp"

namespace dockverify::shell {
namespace {

struct flag_case {
  std::string script, flag;
  std::size_t count;
};

class shell_flags : public testing::TestWithParam<flag_case> {};

TEST_P(shell_flags, are_counted) {
  auto const& [script, flag, count] = GetParam();
  auto const made = read(mapped_text(script));
  auto const& c = made.commands()[0];
  EXPECT_EQ(c.count_flag(flag), count) << script << " " << flag;
  EXPECT_EQ(c.has_flag(flag), count > 0) << script << " " << flag;
}

INSTANTIATE_TEST_SUITE_P(
    all, shell_flags,
    testing::Values(flag_case{"a -y", "-y", 1}, flag_case{"a -qy", "-y", 1}, flag_case{"a -qqy", "-q", 2},
                    flag_case{"a -q b -q", "-q", 2}, flag_case{"a --yes", "--yes", 1}, flag_case{"a --yes", "-y", 0},
                    flag_case{"a --y", "-y", 0}, flag_case{"a -y", "--yes", 0}, flag_case{"a --opt=v", "--opt", 1},
                    flag_case{"a --options", "--opt", 0}, flag_case{"a -q=2", "-q", 1}, flag_case{"a -o=y", "-y", 0},
                    flag_case{"a -- -y", "-y", 0}, flag_case{"a - -y", "-y", 1}, flag_case{"a '-y'", "-y", 1},
                    flag_case{"a y", "-y", 0}, flag_case{"a -nv", "-nv", 1}, flag_case{"a -nv", "-n", 1},
                    flag_case{"a -nv=x", "-nv", 1}, flag_case{"-y", "-y", 0}, flag_case{"a", "-y", 0},
                    flag_case{"a -", "-", 0}, flag_case{"a b -y", "-y", 1}, flag_case{"a \"-$y\"", "-y", 1}));

struct value_case {
  std::string script, flag;
  std::optional<std::string> value;
};

class shell_flag_values : public testing::TestWithParam<value_case> {};

TEST_P(shell_flag_values, are_found_in_every_spelling) {
  auto const& [script, flag, value] = GetParam();
  auto const made = read(mapped_text(script));
  auto const found = made.commands()[0].flag_value({flag});
  EXPECT_EQ(found.has_value(), value.has_value()) << script << " " << flag;
  if (found && value) EXPECT_EQ(*found, *value) << script << " " << flag;
}

INSTANTIATE_TEST_SUITE_P(
    all, shell_flag_values,
    testing::Values(value_case{"a --opt=v", "--opt", "v"}, value_case{"a --opt v", "--opt", "v"},
                    value_case{"a --opt=", "--opt", ""}, value_case{"a --opt", "--opt", std::nullopt},
                    value_case{"a -o v", "-o", "v"}, value_case{"a -ov", "-o", "v"}, value_case{"a -o=v", "-o", "v"},
                    value_case{"a -qo v", "-o", "v"}, value_case{"a -qov", "-o", "v"},
                    value_case{"a -o", "-o", std::nullopt}, value_case{"a -x", "-o", std::nullopt},
                    value_case{"a -- -o v", "-o", std::nullopt}, value_case{"a --opt='x y'", "--opt", "x y"},
                    value_case{"a --optx=v", "--opt", std::nullopt}, value_case{"a -o \"$x\"", "-o", "$x"},
                    value_case{"a --opt=a=b", "--opt", "a=b"}, value_case{"a -o - b", "-o", "-"}));

TEST(shell_command, says_what_it_is_called_with) {
  auto const made = read(mapped_text("/usr/bin/apt-get -qy -t bookworm install --no-install-recommends a=1 b -- -c"));
  auto const& c = made.commands()[0];
  EXPECT_EQ(c.name(), "apt-get");
  EXPECT_TRUE(c.is("apt-get"));
  EXPECT_TRUE(c.is({"apt", "apt-get"}));
  EXPECT_FALSE(c.is({"apt", "aptitude"}));
  EXPECT_EQ(c.subcommand({"-t"}), "install");
  EXPECT_EQ(c.subcommand(), "bookworm");
  std::string arguments;
  for (auto const& w : c.arguments({"-t", "--target-release"})) arguments += std::string(w.value) + ",";
  EXPECT_EQ(arguments, "install,a=1,b,-c,");
  EXPECT_TRUE(c.has_word("a=1"));
  EXPECT_TRUE(c.has_word("-c"));
  EXPECT_FALSE(c.has_word("/usr/bin/apt-get"));
  EXPECT_TRUE(c.has_flag({"-y", "--yes", "--assume-yes"}));
  std::string flags;
  for (auto const& f : c.flags()) flags += std::string(f.name) + "@" + std::to_string(f.word) + ",";
  EXPECT_EQ(flags, "q@1,y@1,t@2,--no-install-recommends@5,");
}

TEST(shell_command, takes_the_word_after_a_cluster_that_ends_in_a_flag_with_value) {
  auto const made = read(mapped_text("tar -xzf a.tgz -C /b c"));
  std::string arguments;
  for (auto const& w : made.commands()[0].arguments({"-f", "-C"})) arguments += std::string(w.value) + ",";
  EXPECT_EQ(arguments, "c,");
}

TEST(shell_command, gives_all_values_of_a_repeated_flag) {
  auto const made = read(mapped_text("pip install -r a -rb --requirement=c --requirement d"));
  std::string all;
  for (auto const v : made.commands()[0].flag_values({"-r", "--requirement"})) all += std::string(v) + ",";
  EXPECT_EQ(all, "a,b,c,d,");
}

TEST(shell_command, knows_its_assignments) {
  auto const made = read(mapped_text("A=1 A=2 B= c"));
  auto const& c = made.commands()[0];
  EXPECT_EQ(c.assigned("A"), "2");
  EXPECT_EQ(c.assigned("B"), "");
  EXPECT_EQ(c.assigned("C"), std::nullopt);
}

TEST(shell_command, has_no_name_when_an_expansion_is_in_its_place) {
  EXPECT_EQ(read(mapped_text("$a b")).commands()[0].name(), "");
  EXPECT_EQ(read(mapped_text("/x/$a b")).commands()[0].name(), "");
  EXPECT_EQ(read(mapped_text("A=1")).commands()[0].name(), "");
}

struct dialect_case {
  std::vector<std::string_view> words;
  dialect language;
  bool pipefail, errexit;
};

class shell_dialect : public testing::TestWithParam<dialect_case> {};

TEST_P(shell_dialect, is_told_by_the_words_of_shell) {
  auto const& expected = GetParam();
  auto const made = settings_of(expected.words);
  EXPECT_EQ(made.dialect, expected.language);
  EXPECT_EQ(made.pipefail, expected.pipefail);
  EXPECT_EQ(made.errexit, expected.errexit);
}

INSTANTIATE_TEST_SUITE_P(
    all, shell_dialect,
    testing::Values(dialect_case{{}, dialect::posix, false, false},
                    dialect_case{{"/bin/sh", "-c"}, dialect::posix, false, false},
                    dialect_case{{"/bin/bash", "-o", "pipefail", "-c"}, dialect::posix, true, false},
                    dialect_case{{"bash", "-euxo", "pipefail", "-c"}, dialect::posix, true, true},
                    dialect_case{{"/bin/ash", "-eo", "pipefail", "-c"}, dialect::posix, true, true},
                    dialect_case{{"bash", "-o", "errexit", "-c"}, dialect::posix, false, true},
                    dialect_case{{"bash", "--login", "-c"}, dialect::posix, false, false},
                    dialect_case{{"powershell", "-Command"}, dialect::powershell, false, false},
                    dialect_case{{"pwsh.exe", "-c"}, dialect::powershell, false, false},
                    dialect_case{{"C:\\Windows\\System32\\cmd.EXE", "/S", "/C"}, dialect::cmd, false, false},
                    dialect_case{{"C:/x/PowerShell.exe"}, dialect::powershell, false, false},
                    dialect_case{{"/usr/bin/env", "bash"}, dialect::posix, false, false},
                    dialect_case{{"/usr/bin/env", "-S", "bash", "-e"}, dialect::posix, false, true},
                    dialect_case{{"/usr/bin/python3"}, dialect::other, false, false},
                    dialect_case{{"fish", "-c"}, dialect::other, false, false}));

TEST(shell_dialect_of_script, is_told_by_its_first_line) {
  EXPECT_EQ(dialect_of_script("echo"), dialect::posix);
  EXPECT_EQ(dialect_of_script("#!/bin/bash -e\necho"), dialect::posix);
  EXPECT_EQ(dialect_of_script("#! /usr/bin/env python3\r\nprint"), dialect::other);
  EXPECT_EQ(dialect_of_script("#!/usr/bin/pwsh"), dialect::powershell);
  EXPECT_EQ(dialect_of_script("#!"), dialect::posix);
}

}  // namespace
}  // namespace dockverify::shell

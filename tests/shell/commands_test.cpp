// Which commands a script runs, and where each of them stands.
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::shell {
namespace {

struct command_case {
  std::string script, commands;
};

class shell_commands : public testing::TestWithParam<command_case> {};

TEST_P(shell_commands, are_all_found) {
  auto const& [script, commands] = GetParam();
  auto const made = read(mapped_text(script));
  EXPECT_EQ(shown(made), commands) << script;
  EXPECT_EQ(problems_of(made), "") << script;
}

INSTANTIATE_TEST_SUITE_P(
    lists, shell_commands,
    testing::Values(command_case{"", ""}, command_case{"# only a comment", ""}, command_case{"a", "a"},
                    command_case{"a; b", "a\nb"}, command_case{"a;", "a"}, command_case{"a\nb\n\n c", "a\nb\nc"},
                    command_case{"a && b", "a [test]\nb [cond]"}, command_case{"a || b", "a [test]\nb [cond]"},
                    command_case{"a && b || c", "a [test]\nb [cond] [test]\nc [cond]"},
                    command_case{"a &&\n b", "a [test]\nb [cond]"},
                    command_case{"a && # why\n b", "a [test]\nb [cond]"}, command_case{"a & b", "a [bg]\nb"},
                    command_case{"a && b & c", "a [test] [bg]\nb [cond] [bg]\nc"},
                    command_case{"a | b", "a [pipe 0/2]\nb [pipe 1/2]"},
                    command_case{"a |\n b | c", "a [pipe 0/3]\nb [pipe 1/3]\nc [pipe 2/3]"},
                    command_case{"a |& b", "a [pipe 0/2]\nb [pipe 1/2]"}, command_case{"! a", "a [not]"},
                    command_case{"! a | b", "a [pipe 0/2]\nb [pipe 1/2]"},
                    command_case{"a | b && c | d",
                                 "a [test] [pipe 0/2]\nb [test] [pipe 1/2]\nc [cond] [pipe 0/2]\nd [cond] [pipe 1/2]"},
                    command_case{"A=1 B='x y' c d", "A=1 B=x y c d"}, command_case{"A=1", "A=1 "},
                    command_case{"A+=1 b", "A+=1 b"}, command_case{"A= b", "A= b"}, command_case{"a b=c", "a b=c"},
                    command_case{"A[1]=x b", "A=x b"}, command_case{"A=(x 'y z') b", "A=(x 'y z') b"},
                    command_case{"local a=(b $(c)) d", "local <a=(b $(c))> d\nc [subst]"},
                    command_case{"A=$(b) c", "A=$(b) c\nb [subst]"}, command_case{"1A=b", "1A=b"},
                    command_case{"'A'=b", "A=b"}));

INSTANTIATE_TEST_SUITE_P(
    compounds, shell_commands,
    testing::Values(
        command_case{"(a; b)", "a [sub]\nb [sub]"},
        command_case{"( a && b ) || c", "a [test] [sub]\nb [cond] [test] [sub]\nc [cond]"},
        command_case{"{ a; b; }", "a\nb"}, command_case{"{ a; } && b", "a [test]\nb [cond]"},
        command_case{"if a; then b; fi", "a [test]\nb [cond]"},
        command_case{"if a; then b; elif c; then d; else e; fi",
                     "a [test]\nb [cond]\nc [cond] [test]\nd [cond]\ne [cond]"},
        command_case{"if [ -f x ]; then\n b\nfi; c", "[ -f x ] [test]\nb [cond]\nc"},
        command_case{"if ! a; then b; fi", "a [test] [not]\nb [cond]"},
        command_case{"for x in 1 2; do a; done", "a [cond]"}, command_case{"for x; do a; done", "a [cond]"},
        command_case{"for x\ndo a\ndone", "a [cond]"}, command_case{"for x in $(b); do a; done", "b [subst]\na [cond]"},
        command_case{"for ((i=0; i<3; i++)); do a; done", "a [cond]"},
        command_case{"select x in a; do b; done", "b [cond]"},
        command_case{"while read x; do a; done", "read x [test]\na [cond]"},
        command_case{"until a; do b; done", "a [test]\nb [cond]"},
        command_case{"while a; do b; done < f | c", "a [test] [sub]\nb [cond] [sub]\nc [pipe 1/2]"},
        command_case{"case $x in a) b;; c|d) e ;; (f) g; esac", "b [cond]\ne [cond]\ng [cond]"},
        command_case{"case x in fi) a;; esac", "a [cond]"},
        command_case{"case x in *) a;& b) c;;& esac", "a [cond]\nc [cond]"},
        command_case{"case \"$(a)\" in\n  'x y' )\n    b\n    ;;\nesac", "a [subst]\nb [cond]"},
        command_case{"case x in a) ;; esac; b", "b"}, command_case{"f() { a; }; f", "a [cond] [fn]\nf"},
        command_case{"f () (a)\nf", "a [cond] [sub] [fn]\nf"}, command_case{"function f { a; }; b", "a [cond] [fn]\nb"},
        command_case{"function f() { a; }", "a [cond] [fn]"}, command_case{"((x = 1)) && a", "a [cond]"},
        command_case{"[[ -f x && $y =~ ^(a|b)$ ]] && z", "[[ -f x & & $y =~ ^ ( a | b ) $ ]] [test]\nz [cond]"},
        command_case{"((a) | b)", "a [sub]\nb [pipe 1/2]"}, command_case{"if(a);then b;fi", "a [test] [sub]\nb [cond]"},
        command_case{"{ a; b; } | c", "a [sub]\nb [sub]\nc [pipe 1/2]"}, command_case{"echo done; a", "echo done\na"}));

INSTANTIATE_TEST_SUITE_P(
    substitutions, shell_commands,
    testing::Values(command_case{"a $(b c)", "a <$(b c)>\nb c [subst]"}, command_case{"a `b`", "a `b`\nb [subst]"},
                    command_case{"a \"$(b)\"", "a $(b)\nb [subst]"}, command_case{"a '$(b)'", "a $(b)"},
                    command_case{"a \\$b", "a $b"},
                    command_case{"a $(b $(c))", "a <$(b $(c))>\nb $(c) [subst]\nc [subst]"},
                    command_case{"a `b \\`c\\``", "a <`b \\`c\\``>\nb `c` [subst]\nc [subst]"},
                    command_case{"a $(b | c)", "a <$(b | c)>\nb [pipe 0/2] [subst]\nc [pipe 1/2] [subst]"},
                    command_case{"a ${x:-$(b)}", "a ${x:-$(b)}\nb [subst]"},
                    command_case{"a $(( $(b) + 1 ))", "a <$(( $(b) + 1 ))>\nb [subst]"},
                    command_case{"a <(b)", "a <(b)\nb [subst]"},
                    command_case{"a $(\n b\n c\n)", "a <$(\n b\n c\n)>\nb [subst]\nc [subst]"},
                    command_case{"$(a) b", "$(a) b\na [subst]"},
                    command_case{"a $(# x\n b)", "a <$(# x\n b)>\nb [subst]"}, command_case{"a > $(b)", "a\nb [subst]"},
                    command_case{"a $(b && c) && d",
                                 "a <$(b && c)> [test]\nb [test] [subst]\nc [cond] [test] [subst]\nd [cond]"}));

INSTANTIATE_TEST_SUITE_P(
    wrappers, shell_commands,
    testing::Values(
        command_case{"sudo a -b c", "sudo a -b c\na -b c [wrapped] [in 0]"},
        command_case{"sudo -u root -E a", "sudo -u root -E a\na [wrapped] [in 0]"},
        command_case{"sudo --user=x A=1 b", "sudo --user=x A=1 b\nA=1 b [wrapped] [in 0]"},
        command_case{"sudo -v", "sudo -v"},
        command_case{"env A=1 B=2 c d", "env A=1 B=2 c d\nA=1 B=2 c d [wrapped] [in 0]"},
        command_case{"env A=1", "env A=1"}, command_case{"env -i -u X c", "env -i -u X c\nc [wrapped] [in 0]"},
        command_case{"exec a b", "exec a b\na b [wrapped] [in 0]"},
        command_case{"exec -a n b", "exec -a n b\nb [wrapped] [in 0]"}, command_case{"exec 2>&1", "exec"},
        command_case{"time a", "time a\na [wrapped] [in 0]"},
        command_case{"nice -n 5 a", "nice -n 5 a\na [wrapped] [in 0]"},
        command_case{"timeout -k 5 10s a b", "timeout -k 5 10s a b\na b [wrapped] [in 0]"},
        command_case{"xargs -0 -n 1 rm -f", "xargs -0 -n 1 rm -f\nrm -f [wrapped] [in 0]"},
        command_case{"xargs -I{} cp {} x", "xargs -I{} cp {} x\ncp {} x [wrapped] [in 0]"},
        command_case{"xargs", "xargs"},
        command_case{"a | xargs b", "a [pipe 0/2]\nxargs b [pipe 1/2]\nb [wrapped] [in 1] [pipe 1/2]"},
        command_case{"command a", "command a\na [wrapped] [in 0]"}, command_case{"command -v a", "command -v a"},
        command_case{"gosu postgres a b", "gosu postgres a b\na b [wrapped] [in 0]"},
        command_case{"chroot /x a", "chroot /x a\na [wrapped] [in 0]"},
        command_case{"tini -- a b", "tini -- a b\na b [wrapped] [in 0]"},
        command_case{"busybox wget x", "busybox wget x\nwget x [wrapped] [in 0]"},
        command_case{
            "sudo env A=1 nice b",
            "sudo env A=1 nice b\nenv A=1 nice b [wrapped] [in 0]\nA=1 nice b [wrapped] [in 1]\nb [wrapped] [in 2]"},
        command_case{"/usr/bin/sudo /bin/a", "/usr/bin/sudo /bin/a\n/bin/a [wrapped] [in 0]"},
        command_case{"find . -name x -exec rm {} \\;", "find . -name x -exec rm {} ;\nrm {} [wrapped] [in 0]"},
        command_case{"find . -exec chmod +x {} +", "find . -exec chmod +x {} +\nchmod +x {} [wrapped] [in 0]"},
        command_case{"find . -type f", "find . -type f"},
        command_case{"sudo \"$x\" y", "sudo $x y\n$x y [wrapped] [in 0]"}, command_case{"$sudo a", "$sudo a"}));

INSTANTIATE_TEST_SUITE_P(
    nested, shell_commands,
    testing::Values(
        command_case{"sh -c 'a && b'", "sh -c <a && b>\na [string] [in 0] [test]\nb [string] [in 0] [cond]"},
        command_case{"bash -lc \"a $x; b\"", "bash -lc <a $x; b>\na $x [string] [in 0]\nb [string] [in 0]"},
        command_case{"bash -euo pipefail -c 'a | b'",
                     "bash -euo pipefail -c <a | b>\na [string] [in 0] [pipe 0/2] [pipefail] [errexit]\nb [string] [in "
                     "0] [pipe 1/2] [pipefail] [errexit]"},
        command_case{"bash -c", "bash -c"}, command_case{"sh script.sh -c x", "sh script.sh -c x"},
        command_case{"sudo sh -c 'a'", "sudo sh -c a\nsh -c a [wrapped] [in 0]\na [string] [in 1]"},
        command_case{"su user -c 'a b'", "su user -c <a b>\na b [string] [in 0]"},
        command_case{"su - user", "su - user"}, command_case{"eval \"a b\" c", "eval <a b> c\na b c [string] [in 0]"},
        command_case{"sh -c 'sh -c \"a b\"'",
                     "sh -c <sh -c \"a b\">\nsh -c <a b> [string] [in 0]\na b [string] [in 1]"},
        command_case{"sh -c \"$(a) b\"", "sh -c <$(a) b>\na [subst]\n$(a) b [string] [in 0]"},
        command_case{"a && sh -c 'b'", "a [test]\nsh -c b [cond]\nb [string] [in 1] [cond]"},
        command_case{"bash <<E\na\nb | c\nE\nd",
                     "bash\na [document] [in 0]\nb [document] [in 0] [pipe 0/2]\nc [document] [in 0] [pipe 1/2]\nd"},
        command_case{"sudo bash -e <<'E'\na\nE",
                     "sudo bash -e\nbash -e [wrapped] [in 0]\na [document] [in 1] [errexit]"},
        command_case{"python3 -c 'a; b'", "python3 -c <a; b>"},
        command_case{"zsh -c a", "zsh -c a\na [string] [in 0]"}));

INSTANTIATE_TEST_SUITE_P(documents, shell_commands,
                         testing::Values(command_case{"cat <<E > f\nif then $x\nE\na", "cat\na"},
                                         command_case{"cat <<-E\n\tx\n\tE\na", "cat\na"},
                                         command_case{"cat <<E <<F\n1\nE\n2\nF\na", "cat\na"},
                                         command_case{"cat <<'E' | b\nx $(c)\nE\nd", "cat [pipe 0/2]\nb [pipe 1/2]\nd"},
                                         command_case{"cat <<E\nx $(c) `d`\nE\ne", "cat\nc [subst]\nd [subst]\ne"},
                                         command_case{"cat <<E\nx \\$(c)\nE\ne", "cat\ne"},
                                         command_case{"a $(cat <<E\nx\nE\n) && b",
                                                      "a <$(cat <<E\nx\nE\n)> [test]\ncat [test] [subst]\nb [cond]"},
                                         command_case{"{ cat; } <<E\nx\nE\na", "cat\na"},
                                         command_case{"cat <<<'x y' && a", "cat [test]\na [cond]"},
                                         command_case{"cat <<E\r\nx\r\nE\r\na", "cat\na"},
                                         command_case{"cat << \"E F\"\nx\nE F\na", "cat\na"}));

INSTANTIATE_TEST_SUITE_P(
    directories, shell_commands,
    testing::Values(
        command_case{"cd /a && b", "cd /a [test]\nb [cond] [/a]"},
        command_case{"cd /a; cd b; c", "cd /a\ncd b [/a]\nc [/a/b]"},
        command_case{"cd a && b", "cd a [test]\nb [cond] [a]"},
        command_case{"cd /a/b/ && cd .. && c", "cd /a/b/ [test]\ncd .. [cond] [test] [/a/b]\nc [cond] [/a]"},
        command_case{"(cd /a; b); c", "cd /a [sub]\nb [sub] [/a]\nc"},
        command_case{"cd /a | b; c", "cd /a [pipe 0/2]\nb [pipe 1/2]\nc"},
        command_case{"cd $x && b", "cd $x [test]\nb [cond] [somewhere]"},
        command_case{"cd - && b", "cd - [test]\nb [cond] [somewhere]"},
        command_case{"cd && b", "cd [test]\nb [cond] [somewhere]"},
        command_case{"cd \"/a b\"; c", "cd </a b>\nc [/a b]"},
        command_case{"if a; then cd /b; c; fi; d", "a [test]\ncd /b [cond]\nc [cond] [/b]\nd [somewhere]"},
        command_case{"cd /a || exit 1; b", "cd /a [test]\nexit 1 [cond] [/a]\nb [/a]"},
        command_case{"a || cd /b; c", "a [test]\ncd /b [cond]\nc [/b] [somewhere]"},
        command_case{"a $(cd /b && c); d", "a <$(cd /b && c)>\ncd /b [test] [subst]\nc [cond] [subst] [/b]\nd"},
        command_case{"pushd /a; b; popd; c", "pushd /a\nb [/a]\npopd [/a]\nc [/a] [somewhere]"},
        command_case{"cd /a; sh -c 'b; cd /c; d'; e",
                     "cd /a\nsh -c <b; cd /c; d> [/a]\nb [string] [in 1] [/a]\ncd /c [string] [in 1] [/a]\nd [string] "
                     "[in 1] [/c]\ne [/a]"},
        command_case{"cd $x; cd /a; b", "cd $x\ncd /a [somewhere]\nb [/a]"},
        command_case{"cd -P /a && b", "cd -P /a [test]\nb [cond] [/a]"}));

INSTANTIATE_TEST_SUITE_P(
    settings, shell_commands,
    testing::Values(command_case{"set -e; a", "set -e\na [errexit]"},
                    command_case{
                        "set -o pipefail && a | b",
                        "set -o pipefail [test]\na [cond] [pipe 0/2] [pipefail]\nb [cond] [pipe 1/2] [pipefail]"},
                    command_case{"set -euxo pipefail; a", "set -euxo pipefail\na [pipefail] [errexit]"},
                    command_case{"set -e; set +e; a", "set -e\nset +e [errexit]\na"},
                    command_case{"(set -e; a); b", "set -e [sub]\na [sub] [errexit]\nb"},
                    command_case{"set -- -e; a", "set -- -e\na"},
                    command_case{"set -o errexit -o nounset; a", "set -o errexit -o nounset\na [errexit]"},
                    command_case{"shopt -so pipefail; a", "shopt -so pipefail\na [pipefail]"}));

TEST(shell_settings, begin_as_the_shell_that_runs_them) {
  EXPECT_EQ(shown(read(mapped_text("a"), {.pipefail = true, .errexit = true})), "a [pipefail] [errexit]");
  EXPECT_TRUE(read(mapped_text("set -eo pipefail")).sets_pipefail());
  EXPECT_TRUE(read(mapped_text("set -eo pipefail")).sets_errexit());
  EXPECT_FALSE(read(mapped_text("(set -o pipefail)")).sets_pipefail());
  EXPECT_FALSE(read(mapped_text("sh -c 'set -e'")).sets_errexit());
}

struct redirection_case {
  std::string script;
  redirection_kind kind;
  int descriptor;
  std::string target;
};

class shell_redirections : public testing::TestWithParam<redirection_case> {};

TEST_P(shell_redirections, are_no_words) {
  auto const& expected = GetParam();
  auto const made = read(mapped_text(expected.script));
  ASSERT_FALSE(made.commands().empty());
  auto const& c = made.commands()[0];
  EXPECT_EQ(values_of(c), "a b") << expected.script;
  ASSERT_EQ(c.redirections.size(), 1U) << expected.script;
  EXPECT_EQ(c.redirections[0].kind, expected.kind) << expected.script;
  EXPECT_EQ(c.redirections[0].descriptor, expected.descriptor) << expected.script;
  EXPECT_EQ(c.redirections[0].target.value, expected.target) << expected.script;
}

using rk = redirection_kind;
INSTANTIATE_TEST_SUITE_P(
    all, shell_redirections,
    testing::Values(
        redirection_case{"a b > f", rk::output, -1, "f"}, redirection_case{"a > f b", rk::output, -1, "f"},
        redirection_case{"> f a b", rk::output, -1, "f"}, redirection_case{"a b >> f", rk::append, -1, "f"},
        redirection_case{"a b 2>f", rk::output, 2, "f"}, redirection_case{"a b 2>>f", rk::append, 2, "f"},
        redirection_case{"a b 2>&1", rk::duplicate, 2, "1"}, redirection_case{"a b >&2", rk::duplicate, -1, "2"},
        redirection_case{"a b 2>&-", rk::duplicate, 2, "-"}, redirection_case{"a b &> f", rk::both, -1, "f"},
        redirection_case{"a b &>> f", rk::both, -1, "f"}, redirection_case{"a b >& f", rk::both, -1, "f"},
        redirection_case{"a b < f", rk::input, -1, "f"}, redirection_case{"a b <&3", rk::duplicate, -1, "3"},
        redirection_case{"a b >| f", rk::output, -1, "f"}, redirection_case{"a b <> f", rk::read_write, -1, "f"},
        redirection_case{"a b <<< 'x y'", rk::here_string, -1, "x y"},
        redirection_case{"a b > \"f g\"", rk::output, -1, "f g"},
        redirection_case{"a b <<E\nE\n", rk::here_document, -1, "E"},
        redirection_case{"a b >'/dev/null'", rk::output, -1, "/dev/null"}));

TEST(shell_redirections_more, keep_bodies_and_belong_to_compounds) {
  std::string const script = "cat <<-E > f\n\tx\n\tE\nwhile a; do b; done > g";
  auto const made = read(mapped_text(script));
  auto const& redirections = made.commands()[0].redirections;
  ASSERT_EQ(redirections.size(), 2U);
  EXPECT_EQ(redirections[0].body.text(), "\tx\n");
  EXPECT_EQ(redirections[0].body.where().begin, 13U);
  EXPECT_TRUE(made.commands()[0].redirects_to("f"));
  EXPECT_FALSE(made.commands()[0].redirects_to("E"));
  bool found = false;
  for (auto const& n : made.nodes()) {
    if (n.kind != node_kind::loop) continue;
    found = true;
    ASSERT_EQ(n.redirections.size(), 1U);
    EXPECT_EQ(n.redirections[0].target.value, "g");
  }
  EXPECT_TRUE(found);
  std::string const wrapped = "sudo tee x > /dev/null";
  auto const through = read(mapped_text(wrapped));
  EXPECT_TRUE(through.commands()[1].redirects_to("/dev/null"));
}

TEST(exec_form, is_one_command_that_wrappers_are_looked_through_in) {
  auto const made_of = [](std::vector<std::string> const& values) {
    std::vector<word> words;
    std::size_t at = 0;
    for (auto const& v : values) {
      words.push_back({v, v, {at, at + v.size() + 2}, true, false, false});
      at += v.size() + 4;
    }
    return shown(from_words(words, {0, at}));
  };
  EXPECT_EQ(made_of({}), "");
  EXPECT_EQ(made_of({"a", "b c", ""}), "a <b c> <>");
  EXPECT_EQ(made_of({"a && b"}), "<a && b>");
  EXPECT_EQ(made_of({"sh", "-c", "a && b"}), "sh -c <a && b>\na [string] [in 0] [test]\nb [string] [in 0] [cond]");
  EXPECT_EQ(made_of({"sudo", "-u", "x", "a"}), "sudo -u x a\na [wrapped] [in 0]");
}

}  // namespace
}  // namespace dockverify::shell

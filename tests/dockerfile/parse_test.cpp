// BuildKit's grammar, case by case: expectations follow its frontend/dockerfile/parser and /instructions.
#include "dockerfile/parse.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::dockerfile {
namespace {

struct grammar_case {
  std::string text, instructions;
};

class dockerfile_grammar : public testing::TestWithParam<grammar_case> {};

TEST_P(dockerfile_grammar, as_the_builder_reads_it) {
  auto const& [text, instructions] = GetParam();
  auto const file = parse(text);
  EXPECT_EQ(shown(file), instructions) << text;
  EXPECT_EQ(problems_of(file), "") << text;
}

INSTANTIATE_TEST_SUITE_P(
    lines, dockerfile_grammar,
    testing::Values(grammar_case{"", ""}, grammar_case{"\n \n\t\n", ""}, grammar_case{"# only\n  # comments", ""},
                    grammar_case{"RUN a", "RUN | a"}, grammar_case{"  RUN a  ", "RUN | a"},
                    grammar_case{"run a\nRuN b", "RUN | a\nRUN | b"},
                    grammar_case{"RUN a\r\nRUN b\r\n", "RUN | a\nRUN | b"},
                    grammar_case{"\xEF\xBB\xBF"
                                 "RUN a",
                                 "RUN | a"},
                    grammar_case{"RUN\ta", "RUN | a"}, grammar_case{"RUN\va", "RUN | a"}, grammar_case{"RUN", "RUN"},
                    grammar_case{"RUN a \\\n b", "RUN | a  b"}, grammar_case{"RUN a\\\nb", "RUN | ab"},
                    grammar_case{"RUN a \\  \t\n b", "RUN | a  b"}, grammar_case{"RUN a \\\r\n b\r\n", "RUN | a  b"},
                    grammar_case{"RUN a \\\n# c\n  # d\n b", "RUN | a  b"},
                    grammar_case{"RUN a \\\n\n \n b", "RUN | a  b"}, grammar_case{"RUN a \\", "RUN | a"},
                    grammar_case{"RUN a \\\n", "RUN | a"}, grammar_case{"RUN a \\\n# c\n", "RUN | a"},
                    grammar_case{"RUN \\\n a", "RUN | a"}, grammar_case{"RU\\\nN a", "RUN | a"},
                    grammar_case{"\\\nRUN a", "RUN | a"}, grammar_case{"RUN a \\\\\nRUN b", "RUN | a \\\\\nRUN | b"},
                    grammar_case{"RUN a \\ b\nRUN c", "RUN | a \\ b\nRUN | c"},
                    grammar_case{"RUN a # b", "RUN | a # b"}, grammar_case{"RUN a \\\n # c \\\n b", "RUN | a  b"},
                    grammar_case{"RUN a \\\nFROM b", "RUN | a FROM b"},
                    grammar_case{"# escape=`\nRUN a `\n b\\\nRUN c", "RUN | a  b\\\nRUN | c"},
                    grammar_case{"RUN a `\nRUN b", "RUN | a `\nRUN | b"}, grammar_case{"\xC2\xA0RUN a", "RUN | a"}));

INSTANTIATE_TEST_SUITE_P(
    forms, dockerfile_grammar,
    testing::Values(
        grammar_case{"CMD [\"a\", \"b c\"]", "CMD (json) | a | b c"}, grammar_case{"CMD  [ \"a\" ] ", "CMD (json) | a"},
        grammar_case{"CMD []", "CMD (json)"}, grammar_case{"CMD [\"a\",]", "CMD | [\"a\",]"},
        grammar_case{"CMD ['a']", "CMD | ['a']"}, grammar_case{"CMD [\"a\" \"b\"]", "CMD | [\"a\" \"b\"]"},
        grammar_case{"CMD [\"a\"] b", "CMD | [\"a\"] b"}, grammar_case{"CMD [\"a\"", "CMD | [\"a\""},
        grammar_case{"CMD [\"\\u0041\\n\\\"\"]", "CMD (json) | A\n\""},
        grammar_case{"CMD [\"\\ud83d\\ude00\"]", "CMD (json) | \xF0\x9F\x98\x80"},
        grammar_case{"CMD [\"\\q\"]", "CMD | [\"\\q\"]"}, grammar_case{"CMD [\"C:\\\\x\"]", "CMD (json) | C:\\x"},
        grammar_case{"CMD [\"C:\\x\"]", "CMD | [\"C:\\x\"]"}, grammar_case{"CMD [\"a\t\"]", "CMD | [\"a\t\"]"},
        grammar_case{"CMD a b", "CMD | a b"}, grammar_case{"CMD", "CMD"},
        grammar_case{"CMD [ \"a\", \\\n \"b\" ]", "CMD (json) | a | b"},
        grammar_case{"ENTRYPOINT [\"a\"]", "ENTRYPOINT (json) | a"},
        grammar_case{"ENTRYPOINT a $b", "ENTRYPOINT | a $b"}, grammar_case{"RUN [\"a\"]", "RUN (json) | a"},
        grammar_case{"RUN [ -f x ]", "RUN | [ -f x ]"}, grammar_case{"SHELL [\"a\", \"-c\"]", "SHELL (json) | a | -c"},
        grammar_case{"VOLUME /a /b", "VOLUME | /a | /b"}, grammar_case{"VOLUME [\"/a\"]", "VOLUME (json) | /a"},
        grammar_case{"VOLUME [/a]", "VOLUME | [/a]"}, grammar_case{"COPY a b /c/", "COPY | a | b | /c/"},
        grammar_case{"COPY [\"a b\", \"/c\"]", "COPY (json) | a b | /c"},
        grammar_case{"COPY \"a b\" c", "COPY | \"a | b\" | c"},
        grammar_case{"EXPOSE 80 443/tcp", "EXPOSE | 80 | 443/tcp"}, grammar_case{"USER a b", "USER | a b"},
        grammar_case{"WORKDIR /a b", "WORKDIR | /a b"}, grammar_case{"STOPSIGNAL SIGINT", "STOPSIGNAL | SIGINT"},
        grammar_case{"MAINTAINER a <b>", "MAINTAINER | a <b>"}, grammar_case{"HEALTHCHECK NONE", "HEALTHCHECK | NONE"},
        grammar_case{"HEALTHCHECK CMD a b", "HEALTHCHECK | CMD | a b"},
        grammar_case{"HEALTHCHECK --interval=5s cmd [\"a\"]", "HEALTHCHECK --interval=5s (json) | cmd | a"},
        grammar_case{"FROM a", "FROM | a"}, grammar_case{"FROM a AS b", "FROM | a | AS | b"},
        grammar_case{"FROM --platform=$X a as b.c-d_1", "FROM --platform=$X | a | as | b.c-d_1"},
        grammar_case{"ONBUILD RUN a", "ONBUILD -> RUN | a"},
        grammar_case{"ONBUILD copy --from=x a b", "ONBUILD -> COPY --from=x | a | b"},
        grammar_case{"ONBUILD CMD [\"a\"]", "ONBUILD -> CMD (json) | a"}));

INSTANTIATE_TEST_SUITE_P(
    pairs, dockerfile_grammar,
    testing::Values(
        grammar_case{"ENV a=b", "ENV | a=b"}, grammar_case{"ENV a=b c=d", "ENV | a=b | c=d"},
        grammar_case{"ENV a b c", "ENV | a b c"}, grammar_case{"ENV a  b=c", "ENV | a b=c"},
        grammar_case{"ENV a=\"b c\" d='e f'", "ENV | a=\"b c\" | d='e f'"},
        grammar_case{"ENV a=b\\ c d=e", "ENV | a=b\\ c | d=e"}, grammar_case{"ENV a= b=", "ENV | a= | b="},
        grammar_case{"ENV a=b=c", "ENV | a=b=c"}, grammar_case{"ENV a=\"b\\\"c d\"", "ENV | a=\"b\\\"c d\""},
        grammar_case{"ENV a='b\\' c=d", "ENV | a='b\\' | c=d"}, grammar_case{"ENV a=b \\\n  c=d", "ENV | a=b | c=d"},
        grammar_case{"ENV a \"b c\"", "ENV | a \"b c\""},
        grammar_case{"# escape=`\nENV a=b` c d=\\", "ENV | a=b` c | d=\\"},
        grammar_case{"LABEL a=b \"c d\"=e", "LABEL | a=b | \"c d\"=e"}, grammar_case{"LABEL a b", "LABEL | a b"},
        grammar_case{"ARG a", "ARG | a"}, grammar_case{"ARG a=b c d='e f'", "ARG | a=b | c | d='e f'"},
        grammar_case{"ARG a=", "ARG | a="}, grammar_case{"ENV a=\"b\n", "ENV | a=\"b"}));

INSTANTIATE_TEST_SUITE_P(
    flags, dockerfile_grammar,
    testing::Values(
        grammar_case{
            "RUN --mount=type=cache,target=/x --mount=type=tmpfs,target=/y --network=none --security=insecure a --b",
            "RUN --mount=type=cache,target=/x --mount=type=tmpfs,target=/y --network=none --security=insecure | a --b"},
        grammar_case{"RUN --device=x a", "RUN --device=x | a"}, grammar_case{"RUN -- --mount=x", "RUN | --mount=x"},
        grammar_case{"RUN --mount=\"type=cache,target=/a b\" c", "RUN --mount=type=cache,target=/a b | c"},
        grammar_case{"RUN --mount=target=/a\\ b c", "RUN --mount=target=/a b | c"},
        grammar_case{"RUN --network=none", "RUN --network=none"},
        grammar_case{"RUN --mount=type=bind \\\n  --mount=type=ssh \\\n  a",
                     "RUN --mount=type=bind --mount=type=ssh | a"},
        grammar_case{"COPY --from=a --chown=b --chmod=c --link --parents --exclude=d --exclude=e f g",
                     "COPY --from=a --chown=b --chmod=c --link --parents --exclude=d --exclude=e | f | g"},
        grammar_case{"COPY --link=false a b", "COPY --link=false | a | b"},
        grammar_case{"ADD --checksum=x --keep-git-dir=true --unpack --chown=a --chmod=b --link --exclude=c d e",
                     "ADD --checksum=x --keep-git-dir=true --unpack --chown=a --chmod=b --link --exclude=c | d | e"},
        grammar_case{
            "HEALTHCHECK --interval=1m --timeout=1.5s --start-period=0s --start-interval=1s --retries=3 CMD a",
            "HEALTHCHECK --interval=1m --timeout=1.5s --start-period=0s --start-interval=1s --retries=3 | CMD | a"}));

INSTANTIATE_TEST_SUITE_P(
    heredocs, dockerfile_grammar,
    testing::Values(grammar_case{"RUN <<EOF\na\nb\nEOF\nRUN c", "RUN | <<EOF <<EOF(a\nb\n)\nRUN | c"},
                    grammar_case{"RUN <<-EOF\n\ta\n\tEOF\nRUN c", "RUN | <<-EOF <<-EOF(\ta\n)\nRUN | c"},
                    grammar_case{"RUN <<\"E F\"\na\nE F\nRUN c", "RUN | <<\"E F\" <<E F'(a\n)\nRUN | c"},
                    grammar_case{"RUN <<'EOF' a\nx\nEOF", "RUN | <<'EOF' a <<EOF'(x\n)"},
                    grammar_case{"RUN <<A cat <<B\n1\nA\n2\nB\nRUN c", "RUN | <<A cat <<B <<A(1\n) <<B(2\n)\nRUN | c"},
                    grammar_case{"COPY <<a <<b /c/\n1\na\n2\nb", "COPY | <<a | <<b | /c/ <<a(1\n) <<b(2\n)"},
                    grammar_case{"ADD --chmod=1 <<a /b\nx\na", "ADD --chmod=1 | <<a | /b <<a(x\n)"},
                    grammar_case{"RUN <<EOF\nEOF", "RUN | <<EOF <<EOF()"},
                    grammar_case{"RUN <<EOF\r\na\r\nEOF\r\nRUN b", "RUN | <<EOF <<EOF(a\r\n)\nRUN | b"},
                    grammar_case{"RUN a 3<<EOF\nx\nEOF", "RUN | a 3<<EOF <<EOF(x\n)"},
                    grammar_case{"RUN a <<< b\nRUN c", "RUN | a <<< b\nRUN | c"},
                    grammar_case{"RUN echo $((1<<2))\nRUN c", "RUN | echo $((1<<2))\nRUN | c"},
                    grammar_case{"RUN echo '<<E'\nRUN c", "RUN | echo '<<E'\nRUN | c"},
                    grammar_case{"RUN a\\<<E\nRUN c", "RUN | a\\<<E\nRUN | c"},
                    grammar_case{"RUN [\"<<E\"]\nRUN c", "RUN (json) | <<E\nRUN | c"},
                    grammar_case{"CMD <<E\nRUN c", "CMD | <<E\nRUN | c"},
                    grammar_case{"RUN a <<E it's\nRUN c", "RUN | a <<E it's\nRUN | c"},
                    grammar_case{"ONBUILD RUN <<E\na\nE\nRUN c", "ONBUILD -> RUN | <<E <<E(a\n)\nRUN | c"},
                    grammar_case{"RUN <<E \\\n a\n# x\nE\nRUN c", "RUN | <<E  a <<E(# x\n)\nRUN | c"},
                    grammar_case{"RUN <<E\na \\\nE\nRUN c", "RUN | <<E <<E(a \\\n)\nRUN | c"}));

struct problem_case {
  std::string text, problems, instructions;
};

class dockerfile_problems : public testing::TestWithParam<problem_case> {};

TEST_P(dockerfile_problems, leave_everything_readable_in_place) {
  auto const& [text, problems, instructions] = GetParam();
  auto const file = parse(text);
  EXPECT_EQ(problems_of(file), problems) << text;
  EXPECT_EQ(shown(file), instructions) << text;
  for (auto const& p : file.problems()) EXPECT_FALSE(p.message.empty() || p.advice.empty()) << text;
}

INSTANTIATE_TEST_SUITE_P(
    all, dockerfile_problems,
    testing::Values(
        problem_case{"FRM a\nRUN b", "1:1 unknown instruction: FRM", "?FRM | a\nRUN | b"},
        problem_case{"RUN a\n&& b", "2:1 this is no instruction", "RUN | a\n?&& | b"},
        problem_case{"COPY --form=x a b", "1:6 unknown flag --form of COPY", "COPY ?--form=x | a | b"},
        problem_case{"COPY --from=x --from=y a b", "1:15 --from is given twice", "COPY --from=x --from=y | a | b"},
        problem_case{"COPY --from a b", "1:6 --from has no value", "COPY --from | a | b"},
        problem_case{"COPY --link=yes a b", "1:6 --link is either true or false", "COPY --link=yes | a | b"},
        problem_case{"CMD --x a", "1:5 unknown flag --x of CMD", "CMD ?--x | a"},
        problem_case{"FROM --platfrm=x a", "1:6 unknown flag --platfrm of FROM", "FROM ?--platfrm=x | a"},
        problem_case{"HEALTHCHECK --interval=5 CMD a", "1:13 --interval is no duration",
                     "HEALTHCHECK --interval=5 | CMD | a"},
        problem_case{"HEALTHCHECK --interval=1us CMD a", "1:13 --interval is less than 1ms",
                     "HEALTHCHECK --interval=1us | CMD | a"},
        problem_case{"HEALTHCHECK --retries=-1 CMD a", "1:13 --retries is no whole number from 0 on",
                     "HEALTHCHECK --retries=-1 | CMD | a"},
        problem_case{"HEALTHCHECK", "1:1 HEALTHCHECK has no argument", "HEALTHCHECK"},
        problem_case{"HEALTHCHECK a", "1:13 unknown type a of HEALTHCHECK", "HEALTHCHECK | a"},
        problem_case{"HEALTHCHECK CMD", "1:1 HEALTHCHECK CMD has no command", "HEALTHCHECK | CMD"},
        problem_case{"HEALTHCHECK NONE a", "1:1 HEALTHCHECK NONE takes no arguments", "HEALTHCHECK | NONE | a"},
        problem_case{"CMD [1]", "1:5 a JSON array of anything but strings", "CMD (json)"},
        problem_case{"CMD [\"a\", [\"b\"], {\"c\": null}]", "1:5 a JSON array of anything but strings",
                     "CMD (json) | a"},
        problem_case{"SHELL a -c", "1:1 SHELL takes a JSON array only", "SHELL | a -c"},
        problem_case{"SHELL []", "1:1 SHELL has no program", "SHELL (json)"},
        problem_case{"COPY a", "1:1 COPY needs a source and a destination", "COPY | a"},
        problem_case{"ADD", "1:1 ADD needs a source and a destination", "ADD"},
        problem_case{"COPY a <<E\nx\nE", "1:1 COPY cannot have a here-document as its destination",
                     "COPY | a | <<E <<E(x\n)"},
        problem_case{"ENV", "1:1 ENV has no argument", "ENV"},
        problem_case{"ENV a", "1:1 ENV needs a value", "ENV | a"},
        problem_case{"ENV a=b c", "1:9 a word without = after NAME=value", "ENV | a=b | c"},
        problem_case{"LABEL =a", "1:7 a name is missing before =", "LABEL | =a"},
        problem_case{"ARG", "1:1 ARG has no name", "ARG"}, problem_case{"EXPOSE", "1:1 EXPOSE has no port", "EXPOSE"},
        problem_case{"VOLUME", "1:1 VOLUME has no path", "VOLUME"},
        problem_case{"VOLUME [\"\"]", "1:1 VOLUME has an empty path", "VOLUME (json) | "},
        problem_case{"FROM", "1:1 FROM takes an image, or an image and AS NAME", "FROM"},
        problem_case{"FROM a b", "1:1 FROM takes an image, or an image and AS NAME", "FROM | a | b"},
        problem_case{"FROM a AS 1b", "1:11 invalid name for a stage: 1b", "FROM | a | AS | 1b"},
        problem_case{"USER", "1:1 USER has no argument", "USER"},
        problem_case{"ONBUILD", "1:1 ONBUILD has no instruction", "ONBUILD"},
        problem_case{"ONBUILD FROM a", "1:9 ONBUILD FROM is not allowed", "ONBUILD -> FROM | a"},
        problem_case{"ONBUILD ONBUILD RUN a", "1:9 ONBUILD ONBUILD is not allowed", "ONBUILD -> ONBUILD -> RUN | a"},
        problem_case{"ONBUILD FOO", "1:9 unknown instruction: FOO", "ONBUILD -> ?FOO"},
        problem_case{"RUN <<E\na\nRUN b", "1:5 the here-document does not end", "RUN | <<E <<E(a\nRUN b)"},
        problem_case{"# escape=x\nRUN a", "1:10 the escape character is either \\ or `", "RUN | a"},
        problem_case{"# syntax=a\n# syntax=b\nRUN a", "2:1 the parser directive syntax is given twice", "RUN | a"},
        problem_case{"\\\n\\\n", "1:1 a continuation without an instruction", ""}));

TEST(dockerfile_advice, names_what_is_near) {
  EXPECT_EQ(parse("FORM a").problems()[0].advice, "did you mean FROM?");
  EXPECT_EQ(parse("COPPY a b").problems()[0].advice, "did you mean COPY?");
  EXPECT_NE(parse("zzzzzz a b").problems()[0].advice.find("begin the line"), std::string::npos);
  EXPECT_EQ(parse("FROM --x a").problems()[0].advice, "it takes --platform");
}

TEST(dockerfile_secrets, are_not_shown_in_problems) {
  for (std::string const text : {"ENV PASSWORD=one hunter2", "RUN a\nhunter2! b", "ARG A=b =hunter2"}) {
    auto const file = parse(text);
    for (auto const& p : file.problems()) {
      EXPECT_EQ((p.message + p.advice).find("hunter2"), std::string::npos) << p.message;
    }
  }
}

struct directive_case {
  std::string text, directives;
  char escape;
  std::size_t comments;
};

class dockerfile_directives : public testing::TestWithParam<directive_case> {};

TEST_P(dockerfile_directives, stand_at_the_very_top) {
  auto const& expected = GetParam();
  auto const file = parse(expected.text);
  std::string found;
  for (auto const& d : file.directives()) {
    found += std::string(d.name) + "=" + std::string(d.value) + "@" + std::to_string(d.line) + ";";
    EXPECT_EQ(file.text(d.value_where), d.value);
  }
  EXPECT_EQ(found, expected.directives) << expected.text;
  EXPECT_EQ(file.escape(), expected.escape) << expected.text;
  EXPECT_EQ(file.comments().size(), expected.comments) << expected.text;
}

INSTANTIATE_TEST_SUITE_P(
    all, dockerfile_directives,
    testing::Values(directive_case{"# syntax=docker/dockerfile:1\n# escape=`\n# check=skip=all\nRUN a",
                                   "syntax=docker/dockerfile:1@1;escape=`@2;check=skip=all@3;", '`', 0},
                    directive_case{"#escape=`", "escape=`@1;", '`', 0},
                    directive_case{"#  Escape  =  `  ", "Escape=`@1;", '`', 0},
                    directive_case{"  # escape=`", "escape=`@1;", '`', 0}, directive_case{"\n# escape=`", "", '\\', 1},
                    directive_case{"# x\n# escape=`", "", '\\', 2}, directive_case{"# x=y\n# escape=`", "", '\\', 2},
                    directive_case{"RUN a\n# escape=`", "", '\\', 1}, directive_case{"# escape=", "", '\\', 1},
                    directive_case{"# escape ` ", "", '\\', 1},
                    directive_case{"#!/usr/bin/env x\n# syntax=a\n", "syntax=a@2;", '\\', 1},
                    directive_case{"#!/x\n# escape=`\n", "", '\\', 2},
                    directive_case{"\xEF\xBB\xBF# escape=`\n", "escape=`@1;", '`', 0},
                    directive_case{"# escape=`\r\n# syntax=a b\r\n", "escape=`@1;syntax=a b@2;", '`', 0},
                    directive_case{"# escape=`\n# escape=\\\n", "escape=`@1;", '`', 0}));

TEST(dockerfile_places, are_byte_exact) {
  auto const file = parse(
      "\xEF\xBB\xBF"
      "FROM a\n# why\n\nRUN --mount=type=\"x\" \xC3\xA4 b \\\n   # inside\n\n   c <<E \\\n d\nbody\nE\nCOPY [\"x y\", "
      "\"\\u0041\"]\n");
  auto const& run = file.instructions()[1];
  EXPECT_EQ(file.text(run.name_where), "RUN");
  EXPECT_EQ(file.text(run.flags[0].where), "--mount=type=\"x\"");
  EXPECT_EQ(file.text(run.flags[0].value_where), "type=\"x\"");
  EXPECT_TRUE(file.text(run.where).starts_with("RUN --mount"));
  EXPECT_TRUE(file.text(run.where).ends_with("body\nE"));
  EXPECT_EQ(run.first_line, 4);
  EXPECT_EQ(run.last_command_line, 8);
  EXPECT_EQ(run.last_line, 10);
  EXPECT_EQ(run.empty_lines, std::vector<int>{6});
  EXPECT_EQ(file.text(run.heredocs[0].opening.where), "<<E");
  EXPECT_EQ(file.text(run.heredocs[0].content_where), "body\n");
  EXPECT_EQ(file.text(run.heredocs[0].where), "body\nE");
  EXPECT_EQ(run.arguments.text(), "\xC3\xA4 b    c <<E  d");
  auto const b = run.arguments.text().find('b');
  EXPECT_EQ(file.place(run.arguments.origin(b)), (text_place{4, 24}));
  auto const c = run.arguments.text().find('c');
  EXPECT_EQ(file.place(run.arguments.origin(c)), (text_place{7, 4}));
  EXPECT_EQ(file.line(7), "   c <<E \\");
  EXPECT_EQ(file.line(99), "");
  auto const& copy = file.instructions()[2];
  EXPECT_EQ(file.text(copy.words[0].where), "\"x y\"");
  EXPECT_EQ(file.text(copy.words[1].where), "\"\\u0041\"");
  EXPECT_EQ(copy.destination()->text, "A");
  EXPECT_EQ(copy.sources().size(), 1U);
  ASSERT_EQ(file.comments().size(), 2U);
  EXPECT_FALSE(file.comments()[0].inside_instruction);
  EXPECT_TRUE(file.comments()[1].inside_instruction);
  EXPECT_EQ(file.comments()[1].body(), "inside");
  ASSERT_EQ(file.comments_above(run).size(), 1U);
  EXPECT_EQ(file.comments_above(run)[0].text, "# why");
  EXPECT_EQ(file.comments_above(copy).size(), 0U);
}

TEST(dockerfile_places, count_no_column_for_a_byte_order_mark) {
  auto const file = parse(
      "\xEF\xBB\xBF"
      "FROM a");
  EXPECT_EQ(file.place(file.instructions()[0].where.begin), (text_place{1, 1}));
  EXPECT_EQ(file.place(0), (text_place{1, 1}));
  EXPECT_EQ(file.place(file.instructions()[0].words[0].where.begin), (text_place{1, 6}));
}

TEST(dockerfile_places, of_pairs_are_byte_exact) {
  auto const file = parse("ENV A=\"b c\" \\\n  D=e");
  auto const& pairs = file.instructions()[0].pairs;
  EXPECT_EQ(file.text(pairs[0].value.where), "\"b c\"");
  EXPECT_EQ(file.text(pairs[1].where), "D=e");
  EXPECT_EQ(file.place(pairs[1].name.where.begin), (text_place{2, 3}));
}

TEST(dockerfile_document, survives_being_moved) {
  auto file = parse("RUN a");
  auto moved = std::move(file);
  EXPECT_EQ(shown(moved), "RUN | a");
  EXPECT_EQ(moved.text(), "RUN a");
}

class hostile_dockerfile : public testing::TestWithParam<std::string> {};

TEST_P(hostile_dockerfile, is_read_in_linear_time) {
  std::string text;
  while (text.size() < max_text / 4) text += GetParam();
  auto const file = parse(text);
  EXPECT_LE(file.problems().size(), 100U);
  for (auto const& i : file.instructions()) EXPECT_LE(i.where.end, text.size());
}

INSTANTIATE_TEST_SUITE_P(all, hostile_dockerfile,
                         testing::Values("\\\n", "a\n", "RUN \\\n", "#\n", "RUN <<E\n", "COPY <<a <<b ", "ENV a=b ",
                                         "LABEL \"", "CMD [", "[\"a\",", "{\"a\":", "--a ", "RUN --mount=", "ONBUILD ",
                                         "ARG ", "$", "${x:-", "FROM a AS b\n", "\r", "\xEF\xBB\xBF", "\xC2\xA0", "<<",
                                         "'", "ENV A=$A$A\n", "RUN a <<'E' ", "\n", " ", "FROM $a\nARG a=b\n",
                                         "ENV a $a$a$a\n", std::string(3, '\0'), "COPY --from=0 a b\n"));

TEST(hostile_dockerfile_more, what_is_too_long_is_a_problem) {
  auto const line = parse("RUN " + std::string(70000, 'a'));
  EXPECT_EQ(problems_of(line), "1:1 the line is longer than the 65535 bytes that the builder reads");
  EXPECT_EQ(line.instructions()[0].words[0].text.size(), 70000U);
  auto const file = parse("RUN a\n" + std::string(max_text, '#') + "\nRUN b\n");
  EXPECT_EQ(shown(file), "RUN | a");
  EXPECT_NE(problems_of(file).find("longer than 1 MiB"), std::string::npos);
}

TEST(hostile_dockerfile_more, binary_is_only_bytes) {
  std::string text;
  for (int i = 0; i < 4096; ++i) text += static_cast<char>((i * 7 + i / 251) & 0xFF);
  EXPECT_GT(parse(text).problems().size(), 0U);
}

}  // namespace
}  // namespace dockverify::dockerfile

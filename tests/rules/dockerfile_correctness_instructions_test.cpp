// Dockerfile correctness, the rules on instructions and stages.
#include "table.hpp"

namespace dockverify::rules::test {
namespace {

TEST(parse_error, is_one_finding_for_each_problem_and_no_end) {
  expect_lines("DVD300", {{"unknown", "FROM alpine:3.20\nRUNN true\nCOPPY a b\n", {2, 3}},
                          {"arguments", "FROM alpine:3.20\nCOPY a\n", {2}},
                          {"flag", "FROM alpine:3.20\nCOPY --frm=x a b\n", {2}},
                          {"here-document", "FROM alpine:3.20\nRUN <<EOF\ntrue\n", {2}},
                          {"ENV", "FROM alpine:3.20\nENV A=1 B\n", {2}},
                          {"new flags", "FROM alpine:3.20\nADD --keep-git-dir=true https://x.example/a.git /a\n", {}},
                          {"valid", "FROM alpine:3.20\nRUN true\n", {}}});
  // The rest of the file is judged all the same.
  EXPECT_EQ(lines("DVD302", "FROM alpine:3.20\nRUNN true\nWORKDIR app\n"), std::vector<int>{3});
}

TEST(instruction_order, begins_with_from) {
  expect_lines("DVD301", {{"label", "LABEL a=b\nFROM alpine:3.20\n", {1}},
                          {"two", "ARG A=1\nRUN true\nENV B=1\nFROM alpine:3.20\n", {2, 3}},
                          {"argument", "ARG A=B\nFROM alpine:3.20\nLABEL a=b\n", {}},
                          {"directive", "# syntax=docker/dockerfile:1\nFROM alpine:3.20\n", {}},
                          {"comment", "# about\nFROM alpine:3.20\n", {}},
                          {"no FROM", "# about\nRUN true\n", {2}},
                          {"nothing but arguments", "ARG A=1\n", {1}}});
}

TEST(workdir_relative, is_for_one_peer_the_first_of_a_chain_only) {
  std::string const not_builder = " DL3000 DS-0009 CKV_DOCKER_10 KICS: WORKDIR Path Not Absolute";
  auto const file = [](std::string_view text) { return files{{"Dockerfile", std::string(text)}}; };
  expect_found("DVD302", {{"relative", file("FROM scratch\nWORKDIR app/\n"), {"Dockerfile:2"}},
                          {"later", file("FROM scratch\nWORKDIR /app\nWORKDIR sub\n"), {"Dockerfile:3" + not_builder}},
                          {"in a later stage",
                           file("FROM scratch AS a\nWORKDIR /app\nFROM a AS b\nWORKDIR sub/\n"),
                           {"Dockerfile:4" + not_builder}},
                          {"wrapped", file("FROM scratch\nONBUILD WORKDIR app\n"), {"Dockerfile:2" + not_builder}},
                          {"variable that is relative",
                           file("FROM scratch\nARG D=app\nWORKDIR $D\n"),
                           {"Dockerfile:3 BK:WorkdirRelativePath"}}});
  expect_lines("DVD302", {{"single quotes", "WORKDIR 'relative/dir'\n", {1}},
                          {"double quotes", "WORKDIR \"relative/dir\"\n", {1}},
                          {"absolute", "WORKDIR /usr/local\n", {}},
                          {"quotes", "WORKDIR '/usr/local'\n", {}},
                          {"quotes", "WORKDIR \"/usr/local\"\n", {}},
                          {"variable", "WORKDIR ${work}\n", {}},
                          {"quoted variable", "WORKDIR \"${dir}\"\n", {}},
                          {"drive", "WORKDIR C:\\\\\n", {}},
                          {"quoted drive", "WORKDIR 'C:\\'\n", {}},
                          {"quoted drive", "WORKDIR \"C:\\\"\n", {}},
                          {"slash", "WORKDIR C:/\n", {}}});
}

TEST(workdir_relative, becomes_absolute) {
  EXPECT_EQ(fixed("DVD302", {{"Dockerfile", "FROM a:1\nWORKDIR app\nWORKDIR \"x y\"\n"}}, "Dockerfile"),
            "FROM a:1\nWORKDIR /app\nWORKDIR \"/app/x y\"\n");
}

TEST(copy_relative_no_workdir, follows_stages) {
  expect_lines("DVD304",
               {{"none", "COPY a b\n", {1}},
                {"quotes", "COPY a.sh \"b.sh\"\n", {1}},
                {"the folder itself", "FROM alpine:3.20\nCOPY . .\n", {2}},
                {"absolute", "COPY a.sh /usr/local/bin/a.sh\n", {}},
                {"absolute in quotes", "COPY a.sh \"/usr/local/bin/a.sh\"\n", {}},
                {"drive", "COPY a.sh c:\\system32\\a.sh\n", {}},
                {"drive in quotes", "COPY a.sh \"c:\\system32\\a.sh\"\n", {}},
                {"drive and slash", "COPY a.sh d:/mypath/a.sh\n", {}},
                {"variable", "COPY a.sh ${BASE}\nCOPY a.sh $BASE\nCOPY a.sh \"${BASE}\"\n", {}},
                {"set", "FROM scratch\nWORKDIR /usr\nCOPY a b\n", {}},
                {"set too late", "FROM scratch\nCOPY a b\nWORKDIR /usr\n", {2}},
                {"not inherited", "FROM debian:12 AS a\nWORKDIR /usr\nFROM debian:12\nCOPY a b\n", {4}},
                {"inherited", "FROM debian:12 AS a\nWORKDIR /usr\nFROM debian:12 AS b\nRUN x\nFROM a\nCOPY a b\n", {}},
                {"twice", "FROM debian:12 AS a\nWORKDIR /usr\nFROM a AS b\nRUN x\nFROM b\nCOPY a b\n", {}},
                {"wrapped", "FROM debian:12\nONBUILD COPY a b\n", {2}},
                {"both wrapped", "FROM debian:12\nONBUILD WORKDIR /usr\nONBUILD COPY a b\n", {}}});
}

TEST(copy_many_no_slash, adds_the_slash) {
  expect_lines("DVD305", {{"two", "COPY a b\n", {}},
                          {"three", "COPY a b c\n", {1}},
                          {"slash", "COPY a b c/\n", {}},
                          {"dot", "COPY a b .\n", {1}},
                          {"quotes", "COPY a b \"c/\"\n", {}},
                          {"JSON", "COPY [\"a\", \"b\", \"/c\"]\n", {1}},
                          {"ADD", "ADD a b c\n", {}},
                          {"wrapped", "ONBUILD COPY a b c\n", {1}}});
  EXPECT_EQ(
      fixed("DVD305", {{"Dockerfile", "COPY a b /c\nCOPY [\"a\", \"b\", \"/c\"]\nCOPY a b \"/c\"\n"}}, "Dockerfile"),
      "COPY a b /c/\nCOPY [\"a\", \"b\", \"/c/\"]\nCOPY a b \"/c/\"\n");
}

TEST(copy_from_unknown, knows_stages_numbers_and_images) {
  std::string const build = "FROM alpine:3.20 AS build\nRUN true\nFROM alpine:3.20\n";
  expect_lines("DVD306", {{"no stage at all", "COPY --from=foo bar .\n", {1}},
                          {"later", "FROM scratch\nCOPY --from=build a .\nFROM node:22 AS build\nRUN x\n", {2}},
                          {"misspelt", build + "COPY --from=biuld /a /a\n", {4}},
                          {"earlier", build + "COPY --from=build /a /a\n", {}},
                          {"number", build + "COPY --from=0 /a /a\n", {}},
                          {"own number", build + "COPY --from=1 /a /a\n", {4}},
                          {"too large", build + "COPY --from=2 /a /a\n", {4}},
                          {"image", build + "COPY --from=nginx:1.27 /a /a\n", {}},
                          {"image without a tag", build + "COPY --from=nginx /a /a\n", {4}},
                          {"itself", "FROM scratch AS me\nCOPY --from=me /a /a\n", {}}});
  expect_found(
      "DVD306",
      {{"named context",
        {{"Dockerfile", "FROM alpine:3.20\nCOPY --from=shared /a /a\n"},
         {"compose.yaml",
          "services:\n  a:\n    build:\n      context: .\n      additional_contexts:\n        shared: ../x\n"}},
        {}}});
}

TEST(copy_from_self, is_by_name) {
  expect_lines("DVD307", {{"itself", "FROM node:22 AS foo\nCOPY --from=foo bar .\n", {2}},
                          {"another", "FROM scratch AS build\nRUN x\nFROM node:22 AS run\nCOPY --from=build a .\n", {}},
                          {"before it", "FROM node:22 AS foo\nRUN x\nFROM node:22 AS bar\nCOPY --from=foo a .\n", {}}});
}

TEST(stage_names, are_unique_and_not_the_builders) {
  expect_lines("DVD308", {{"twice", "FROM node:22 AS foo\nRUN x\nFROM scratch AS foo\nRUN x\n", {3}},
                          {"any case", "FROM node:22 AS foo\nFROM scratch AS FOO\n", {2}},
                          {"unique", "FROM scratch AS build\nFROM node:22 AS run\n", {}},
                          {"no names", "FROM scratch\nFROM scratch\n", {}}});
  expect_lines("DVD309", {{"", "FROM scratch AS scratch\nFROM scratch AS context\n", {1, 2}},
                          {"as a base", "FROM scratch\nFROM scratch AS a\n", {}}});
}

TEST(shell_form, is_fine_for_one_peer_after_shell) {
  std::string const without_builder = " DL3025 KICS: Not Using JSON In CMD And ENTRYPOINT Arguments";
  auto const file = [](std::string_view text) { return files{{"Dockerfile", std::string(text)}}; };
  std::string const shell = "SHELL [\"/usr/bin/sh2\", \"-c\"]\n";
  expect_found("DVD310", {{"CMD", file("FROM scratch\nCMD mycommand\n"), {"Dockerfile:2"}},
                          {"ENTRYPOINT", file("FROM scratch\nENTRYPOINT mycommand\n"), {"Dockerfile:2"}},
                          {"JSON", file("FROM scratch\nCMD [\"a\", \"b\"]\nENTRYPOINT [ \"a\" ]\n"), {}},
                          {"no JSON after all", file("FROM scratch\nCMD ['a', 'b']\n"), {"Dockerfile:2"}},
                          {"SHELL", file("FROM scratch\n" + shell + "CMD x\n"), {"Dockerfile:3" + without_builder}},
                          {"inherited SHELL",
                           file("FROM scratch AS a\n" + shell + "FROM a\nENTRYPOINT x\n"),
                           {"Dockerfile:4" + without_builder}},
                          {"wrapped", file("FROM scratch\nONBUILD CMD x\n"), {"Dockerfile:2" + without_builder}}});
  EXPECT_EQ(fixed("DVD310", file("FROM alpine:3.20\nCMD sleep 60\n"), "Dockerfile"),
            "FROM alpine:3.20\nCMD [\"sleep\", \"60\"]\n");
  EXPECT_EQ(fixed("DVD310", file("FROM alpine:3.20\nCMD exec app $ARGS\n"), "Dockerfile"),
            "FROM alpine:3.20\nCMD exec app $ARGS\n");
}

TEST(healthcheck_shell_form, is_its_own_rule) {
  expect_lines("DVD311", {{"shell", "FROM alpine:3.20\nHEALTHCHECK CMD curl -f http://x/\n", {2}},
                          {"flags", "FROM alpine:3.20\nHEALTHCHECK --interval=5s \\\n  CMD true\n", {2}},
                          {"JSON", "FROM alpine:3.20\nHEALTHCHECK CMD [\"true\"]\n", {}},
                          {"NONE", "FROM alpine:3.20\nHEALTHCHECK NONE\n", {}}});
  EXPECT_EQ(lines("DVD310", "FROM alpine:3.20\nHEALTHCHECK CMD true\n"), std::vector<int>{});
}

TEST(repeated_instructions, are_dead_but_the_last) {
  expect_lines("DVD312", {{"two", "FROM debian:12\nCMD bash\nRUN foo\nCMD another\n", {2}},
                          {"three", "FROM debian:12\nCMD a\nCMD b\nCMD c\n", {2, 3}},
                          {"two stages", "FROM debian:12 AS a\nCMD a\nFROM debian:12 AS b\nCMD b\n", {}},
                          {"inherited", "FROM debian:12 AS a\nCMD a\nFROM a\nCMD b\n", {}},
                          {"one", "FROM debian:12\nCMD a\n", {}},
                          {"of a trigger", "FROM debian:12\nONBUILD CMD a\nCMD b\n", {}}});
  expect_lines("DVD313",
               {{"two", "FROM debian:12\nENTRYPOINT [\"a\"]\nRUN foo\nENTRYPOINT [\"b\"]\n", {2}},
                {"two stages", "FROM debian:12 AS a\nENTRYPOINT [\"a\"]\nFROM debian:12\nENTRYPOINT [\"a\"]\n", {}}});
  expect_lines("DVD314", {{"two", "FROM scratch\nHEALTHCHECK CMD /a\nHEALTHCHECK CMD /b\n", {2}},
                          {"none and one", "FROM scratch\nHEALTHCHECK NONE\nHEALTHCHECK CMD /b\n", {2}},
                          {"two stages", "FROM scratch\nHEALTHCHECK CMD /a\nFROM scratch\nHEALTHCHECK CMD /b\n", {}}});
  EXPECT_EQ(fixed("DVD312", {{"Dockerfile", "FROM debian:12\nCMD [\"a\"]\nRUN foo\nCMD [\"b\"]\n"}}, "Dockerfile"),
            "FROM debian:12\nRUN foo\nCMD [\"b\"]\n");
}

TEST(stage_no_healthcheck, is_settled_by_the_services) {
  expect_lines("DVD315", {{"none", "FROM scratch\n", {1}},
                          {"one", "FROM scratch\nHEALTHCHECK CMD /bin/bla\n", {}},
                          {"NONE is one", "FROM scratch\nHEALTHCHECK NONE\n", {}},
                          {"inherited", "FROM scratch AS base\nHEALTHCHECK CMD /bin/bla\nFROM base\n", {}},
                          {"not inherited", "FROM scratch AS base\nHEALTHCHECK CMD /bin/bla\nFROM scratch\n", {3}},
                          {"only the final stage", "FROM scratch AS a\nFROM scratch\nHEALTHCHECK CMD /a\n", {}}});
  std::string const dockerfile = "FROM alpine:3.20\nRUN true\n";
  std::string const checked = "    healthcheck:\n      test: [\"CMD\", \"true\"]\n";
  expect_found(
      "DVD315",
      {{"service", {{"Dockerfile", dockerfile}, {"compose.yaml", "services:\n  a:\n    build: .\n" + checked}}, {}},
       {"without", {{"Dockerfile", dockerfile}, {"compose.yaml", "services:\n  a:\n    build: .\n"}}, {"Dockerfile:1"}},
       {"one of two",
        {{"Dockerfile", dockerfile},
         {"compose.yaml", "services:\n  a:\n    build: .\n" + checked + "  b:\n    build: .\n"}},
        {"Dockerfile:1"}},
       {"elsewhere in the file",
        {{"Dockerfile", "FROM scratch AS a\nHEALTHCHECK CMD /a\nFROM scratch\n"}},
        {"Dockerfile:3 DL3057 KICS: Healthcheck Instruction Missing CIS 4.6 CIS-DI-0006"}}});
}

TEST(add_not_copy, looks_at_what_is_there) {
  using lines_found = std::vector<std::string>;
  std::string const tar = std::string(257, 'x') + "ustar";
  auto const with = [](std::string const& add, files more = {}) {
    more.emplace("Dockerfile", "FROM alpine:3.20\n" + add);
    return more;
  };
  // The builder unpacks these.
  EXPECT_EQ(found("DVD316", with("ADD app /x/\n", {{"app", tar}})), lines_found{});
  EXPECT_EQ(found("DVD316", with("ADD files/* /x/\n", {{"files/a", "\x1F\x8B"}, {"files/b", ""}})), lines_found{});
  EXPECT_EQ(found("DVD316", with("ADD rootfs.tar.* /\n", {{"rootfs.tar.zst", "\x28\xB5\x2F\xFD"}})), lines_found{});
  EXPECT_EQ(found("DVD316", with("ADD dir /x/\n", {{"dir/app", tar}})), lines_found{"Dockerfile:2"});
  struct row {
    std::string add;
    files more;
    bool safe;
  };
  for (row const& one : std::vector<row>{{"app.sh /x/", {}, true},
                                         {"app /x/", {}, false},
                                         {"app /x/", {{"app", "#!/bin/sh\n"}}, true},
                                         {"dir /x/", {{"dir/a", ""}}, true},
                                         {". /x/", {}, true},
                                         {"files/* /x/", {}, false},
                                         {"files/* /x/", {{"files/a", ""}}, false},
                                         {"a.tar.zst /x/", {}, false},
                                         {"rootfs.tar.* /x/", {}, false},
                                         {"$X /x/", {}, false},
                                         {"user@host:x/y.git /q/", {}, false}}) {
    EXPECT_EQ(!safely_fixed("DVD316", with("ADD " + one.add + "\n", one.more), "Dockerfile")
                   .ends_with("ADD " + one.add + "\n"),
              one.safe)
        << one.add;
  }
}

TEST(add_not_copy, is_by_the_sources) {
  for (std::string_view good :
       {"file.tar", "file.gz", "file.bz2", "file.xz", "file.tgz", "http://file.com", "https://file.com/a",
        "\"file.tgz\"", "\"http://file.com\"", "file.tar.gz", "a.tar b.tgz"}) {
    EXPECT_EQ(lines("DVD316", "ADD " + std::string(good) + " /usr/src/app/\n"), std::vector<int>{}) << good;
  }
  std::string const others = " CKV_DOCKER_4 CIS 4.9 CIS-DI-0009 KICS: Add Instead of Copy";
  auto const file = [](std::string_view text) {
    return files{{"Dockerfile", "FROM alpine:3.20\n" + std::string(text)}};
  };
  expect_found("DVD316", {{"file", file("ADD file /usr/src/app/\n"), {"Dockerfile:2"}},
                          {"zip", file("ADD file.zip /app/\n"), {"Dockerfile:2"}},
                          {"quotes", file("ADD \"file.zip\" /app/\n"), {"Dockerfile:2"}},
                          {"one of two", file("ADD a.tar b /app/\n"), {"Dockerfile:2 DL3020" + others}},
                          {"git", file("ADD git@example.com:a/b.git /app\n"), {"Dockerfile:2 DL3020" + others}},
                          {"wrapped", file("ONBUILD ADD a /app/\n"), {"Dockerfile:2"}},
                          {"argument", file("ARG URL=https://x.example/a\nADD $URL /a\n"), {}}});
  EXPECT_EQ(fixed("DVD316", file("ADD --chown=1 a /a\nADD a.tar b /b/\n"), "Dockerfile"),
            "FROM alpine:3.20\nCOPY --chown=1 a /a\nADD a.tar b /b/\n");
  // In the case of the file.
  EXPECT_EQ(fixed("DVD316", file("RUN a\nadd a /a\n"), "Dockerfile"), "FROM alpine:3.20\nRUN a\nCOPY a /a\n");
}

TEST(exposed_ports, are_single_numbers) {
  expect_lines("DVD317", {{"", "EXPOSE 80000\n", {1}},
                          {"", "EXPOSE 60000\n", {}},
                          {"", "EXPOSE 65535\nEXPOSE 65536\n", {2}},
                          {"protocol", "EXPOSE 80000/tcp\n", {1}},
                          {"range", "EXPOSE 40000-80000/tcp\n", {1}},
                          {"range", "EXPOSE 40000-60000/tcp\n", {}},
                          {"huge", "EXPOSE 99999999999999999999999999\n", {1}},
                          {"variable", "FROM alpine:3.20\nARG P=70000\nEXPOSE $P\nEXPOSE ${Q}\n", {3}}});
  expect_lines("DVD318", {{"address", "EXPOSE 127.0.0.1:80:80\n", {1}},
                          {"address of version 6", "EXPOSE [::1]:80:80\n", {1}},
                          {"host port", "EXPOSE 80:80\n", {1}},
                          {"", "EXPOSE 80 443/tcp 8000-8010\n", {}},
                          {"the colon is a variable's", "FROM alpine:3.20\nARG P\nEXPOSE ${P:-80}\n", {}}});
  expect_lines(
      "DVD319",
      {{"", "EXPOSE 80/TCP\n", {1}}, {"", "EXPOSE 80/tcp 90/TcP 22/Udp\n", {1, 1}}, {"", "EXPOSE 80/tcp 443\n", {}}});
  EXPECT_EQ(fixed("DVD318", {{"Dockerfile", "EXPOSE 127.0.0.1:80:8080/tcp 90\n"}}, "Dockerfile"),
            "EXPOSE 8080/tcp 90\n");
  EXPECT_EQ(fixed("DVD319", {{"Dockerfile", "EXPOSE 80/TCP\n"}}, "Dockerfile"), "EXPOSE 80/tcp\n");
}

TEST(env_self_reference, compares_whole_names) {
  expect_lines("DVD320", {{"two", "ENV BLA=\"blubb\"\nENV BLUBB=\"${BLA}/blubb\"\n", {}},
                          {"another name", "ENV BLA=\"blubb\" BLUBB=\"${FOOBLA}/blubb\"\n", {}},
                          {"longer name", "ENV BLA=\"blubb\" BLUBB=\"${BLAFOO}/blubb\"\n", {}},
                          {"", "ENV BLA=\"blubb\" BLUBB=\"$BLAFOO/blubb\"\n", {}},
                          {"", "ENV BLA=\"blubb\" BLUBB=\"$BLA/$BLAFOO/blubb\"\n", {1}},
                          {"no variable", "ENV BLA=\"blubb\" BLUBB=\"BLA/$BLAFOO/BLA\"\n", {}},
                          {"argument before", "ARG BLA\nENV BLA=${BLA}\n", {}},
                          {"before", "ENV BLA blubb\nENV BLA=${BLA} X=$BLA\n", {}},
                          {"itself", "ENV PATH=/bla:${PATH}\n", {}},
                          {"itself twice", "ENV PATH=/bla:${PATH} PATH=/blubb:${PATH}\n", {1}},
                          {"braces", "ENV BLA=\"blubb\" BLUBB=\"${BLA}/blubb\"\n", {1}},
                          {"none", "ENV BLA=\"blubb\" BLUBB=\"$BLA\"\n", {1}},
                          {"inherited", "FROM a:1 AS a\nENV X=1\nFROM a\nENV X=2 Y=$X\n", {}},
                          {"another stage's", "FROM a:1 AS a\nENV X=1\nFROM a:1\nENV X=2 Y=$X\n", {4}},
                          {"wrapped", "FROM a:1\nENV X=1\nONBUILD ENV X=2 Y=$X\n", {3}}});
}

TEST(undefined_variable, is_what_the_builder_would_leave_out) {
  expect_lines("DVD321",
               {{"declared", "FROM scratch\nARG foo\nCOPY Dockerfile${foo} .\n", {}},
                {"inherited", "FROM alpine:3.20 AS base\nARG foo=Dockerfile\nFROM base\nCOPY $foo .\n", {}},
                {"declared too late", "FROM alpine:3.20\nCOPY $foo .\nARG foo=bar\nRUN echo $foo\n", {2}},
                {"misspelt", "FROM alpine:3.20\nARG DIR_ASSETS=assets/\nCOPY $DIR_ASSET .\n", {3}},
                {"PATH misspelt", "FROM alpine:3.20\nENV PATH=$PAHT:/tmp/bin\n", {2}},
                {"PATH", "FROM alpine:3.20\nENV PATH=$PATH:/tmp/bin\n", {}},
                {"the shell's own", "FROM alpine:3.20\nRUN echo $foo\nCMD echo $foo\n", {}},
                {"another stage's", "FROM alpine:3.20 AS a\nARG foo=1\nFROM alpine:3.20\nLABEL x=$foo\n", {4}},
                {"above the first FROM", "ARG foo=1\nFROM alpine:3.20\nLABEL x=$foo\n", {3}},
                {"brought in", "ARG foo=1\nFROM alpine:3.20\nARG foo\nLABEL x=$foo\n", {}},
                {"platform", "FROM alpine:3.20\nCOPY app-$TARGETARCH /app\n", {2}},
                {"the base image's", "FROM python:3.12-slim\nLABEL v=$PYTHON_VERSION\n", {}},
                {"may be the base's", "FROM quay.io/me/notebook:1.4\nUSER $SOME_UID\n", {}},
                {"proxy", "FROM alpine:3.20\nENV P=$HTTP_PROXY\n", {}},
                {"single quotes", "FROM alpine:3.20\nENV P='$foo'\n", {}},
                {"escaped", "FROM alpine:3.20\nENV P=\\$foo\n", {}},
                {"once", "FROM scratch\nENV A=$foo B=$foo\n", {2}}});
  EXPECT_NE(messages("DVD321", {{"Dockerfile", "FROM scratch\nCOPY $foo .\n"}}), std::vector<std::string>{});
}

TEST(from_arguments, are_declared_and_have_defaults) {
  expect_lines("DVD322", {{"declared", "ARG base=scratch\nFROM $base\n", {}},
                          {"platform", "FROM --platform=$BUILDPLATFORM scratch\n", {}},
                          {"misspelt", "FROM --platform=$BULIDPLATFORM scratch\n", {1}},
                          {"misspelt", "ARG MY_ARCH=amd64\nFROM --platform=linux/${MYARCH} busybox:1\n", {2}},
                          {"one of two", "ARG tag=latest\nFROM busybox:${tag}${version} AS b\n", {2}},
                          {"in a stage", "FROM alpine:3.20\nARG v=1\nFROM busybox:$v\n", {3}},
                          {"without a default", "ARG v\nFROM busybox:$v\n", {}}});
  expect_lines("DVD323",
               {{"tag", "ARG VERSION\nFROM busybox:$VERSION\n", {2}},
                {"image", "ARG IMAGE\nFROM $IMAGE\n", {2}},
                {"malformed", "ARG SFX=\"box:\"\nFROM busy${SFX}\n", {2}},
                {"capitals", "ARG IMAGE=BusyBox\nFROM $IMAGE:1\n", {2}},
                {"default", "ARG VERSION=\"latest\"\nFROM busybox:${VERSION}\n", {}},
                {"empty and fine", "ARG VARIANT=\"\"\nFROM busybox:stable${VARIANT}\n", {}},
                {"unset and fine", "ARG VARIANT\nFROM busybox:stable${VARIANT}\n", {}},
                {"in place", "ARG DEBUG\nFROM scra${DEBUG:-tch}\n", {}},
                {"registry", "ARG R=registry.example.com:5000/team\nFROM $R/app:1\n", {}},
                {"stage", "FROM alpine:3.20 AS dev\nRUN true\nFROM alpine:3.20\nRUN true\n", {}},
                {"stage by argument", "ARG ENVIRONMENT=Dev\nFROM alpine:3.20 AS Dev\nFROM ${ENVIRONMENT}\n", {}},
                {"no variable", "FROM busybox:1\n", {}}});
}

TEST(platform, has_three_rules) {
  expect_lines("DVD324", {{"", "FROM --platform=linux debian:12\n", {1}},
                          {"", "FROM --platform=linux/amd64 debian:12\n", {1}},
                          {"", "FROM --platform=$X debian:12\n", {1}},
                          {"", "FROM debian:12\n", {}},
                          {"", "FROM --platform=$BUILDPLATFORM debian:12\n", {}},
                          {"", "FROM --platform=${TARGETPLATFORM} debian:12\n", {}}});
  expect_lines("DVD325", {{"", "FROM --platform=linux/amd64 scratch\n", {1}},
                          {"", "FROM --platform=linux/amd64 scratch AS my_amd64_stage\n", {}},
                          {"", "FROM --platform=linux/amd64 scratch AS linux\n", {}},
                          {"", "FROM --platform=linux/amd64 scratch AS build\n", {1}},
                          {"", "FROM --platform=linux/$A scratch\n", {}},
                          {"", "FROM scratch\n", {}}});
  expect_lines("DVD326", {{"", "FROM --platform=$TARGETPLATFORM alpine:3.20\n", {1}},
                          {"", "FROM --platform=${TARGETPLATFORM} alpine:3.20\n", {1}},
                          {"", "FROM --platform=$FOOBAR alpine:3.20\n", {}},
                          {"", "FROM --platform=foobar/arm64 alpine:3.20\n", {}},
                          {"", "FROM alpine:3.20\n", {}}});
  EXPECT_EQ(fixed("DVD326", {{"Dockerfile", "FROM --platform=$TARGETPLATFORM alpine:3.20 AS a\n"}}, "Dockerfile"),
            "FROM alpine:3.20 AS a\n");
}

TEST(onbuild_invalid, is_not_a_parse_error_too) {
  for (std::string_view bad :
       {"ONBUILD ONBUILD RUN anything", "ONBUILD FROM debian:12", "ONBUILD MAINTAINER \"B H\""}) {
    EXPECT_EQ(lines("DVD328", "FROM alpine:3.20\n" + std::string(bad) + "\n"), std::vector<int>{2}) << bad;
    EXPECT_EQ(lines("DVD300", "FROM alpine:3.20\n" + std::string(bad) + "\n"), std::vector<int>{}) << bad;
  }
  for (std::string_view good : {"ONBUILD ADD a b", "ONBUILD USER a", "ONBUILD LABEL a=b", "ONBUILD RUN a",
                                "ONBUILD CMD a", "ONBUILD HEALTHCHECK NONE", "MAINTAINER me"}) {
    EXPECT_EQ(lines("DVD328", "FROM alpine:3.20\n" + std::string(good) + "\n"), std::vector<int>{}) << good;
  }
}

}  // namespace
}  // namespace dockverify::rules::test

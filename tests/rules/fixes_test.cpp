// What `--fix` writes: a table for each rule, and that nothing new is found after it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

struct fix_row {
  std::string before, after;  ///< empty: it is left as it is
};

void expect_fixed(std::string_view rule, std::vector<fix_row> const& rows) {
  for (fix_row const& row : rows) {
    EXPECT_EQ(fixed(rule, {{"Dockerfile", row.before}}, "Dockerfile"), row.after.empty() ? row.before : row.after)
        << rule << "\n"
        << row.before;
  }
}

/// The same below a FROM.
void expect_fixed_below(std::string const& from, std::string_view rule, std::vector<fix_row> rows) {
  for (fix_row& row : rows) {
    row.before.insert(0, from);
    if (!row.after.empty()) row.after.insert(0, from);
  }
  expect_fixed(rule, rows);
}

TEST(fixes, of_shell_form_leave_out_what_only_a_shell_can_do) {
  expect_fixed_below("FROM alpine:3.20\n", "DVD310",
                     {{"ENTRYPOINT exec java -jar /a.jar\n", "ENTRYPOINT [\"java\", \"-jar\", \"/a.jar\"]\n"},
                      {"CMD exec\n", ""},
                      {"CMD cd /x\n", ""},
                      {"CMD source x\n", ""},
                      {"CMD . x\n", ""},
                      {"CMD exit 0\n", ""},
                      {"CMD exec -a x y\n", ""}});
}

TEST(fixes, of_full_images_name_tags_that_exist) {
  for (fix_row const& row : std::vector<fix_row>{{"python:3.12.3", "python:3.12.3-slim"},
                                                 {"python:3.12.3-bookworm", "python:3.12.3-slim-bookworm"},
                                                 {"node:20.11.1-bookworm", "node:20.11.1-bookworm-slim"},
                                                 {"postgres:16.3-bookworm", "postgres:16.3-alpine"},
                                                 {"golang:1.22.3", "golang:1.22.3-alpine"},
                                                 {"debian:12.5", "debian:12.5-slim"},
                                                 {"debian:bookworm", "debian:bookworm-slim"},
                                                 {"php:8.3.6-fpm", "php:8.3.6-fpm-alpine"},
                                                 {"php:8.3.6-apache", ""},
                                                 {"maven:3.9.6", ""},
                                                 {"python:latest", ""},
                                                 {"python", ""}}) {
    std::string const rest = "\nCMD [\"a\"]\n";
    expect_fixed("DVD101", {{"FROM " + row.before + rest, row.after.empty() ? "" : "FROM " + row.after + rest}});
  }
}

TEST(fixes, of_relative_folders_go_on_from_the_one_in_force) {
  expect_fixed_below("FROM a:1\n", "DVD302",
                     {{"WORKDIR app\n", "WORKDIR /app\n"},
                      {"WORKDIR /a\nWORKDIR b\nWORKDIR ../c\n", "WORKDIR /a\nWORKDIR /a/b\nWORKDIR /a/c\n"},
                      {"WORKDIR $X\nWORKDIR b\n", "WORKDIR $X\nWORKDIR $X/b\n"},
                      {"WORKDIR /a\nWORKDIR \"b c\"\n", "WORKDIR /a\nWORKDIR \"/a/b c\"\n"},
                      {"WORKDIR .\n", ""},
                      {"ONBUILD WORKDIR b\n", ""}});
}

TEST(fixes, join_runs_that_leave_the_shell_as_it_is) {
  expect_fixed_below("FROM debian:12\n", "DVD104",
                     {{"RUN a || b\nRUN c\n", "RUN a || b \\\n    && c\n"},
                      {"RUN (cd /x)\nRUN b\n", "RUN (cd /x) \\\n    && b\n"},
                      {"RUN cd /x\nRUN b\n", ""},
                      {"RUN exec a\nRUN b\n", ""},
                      {"RUN exit 0\nRUN b\n", ""},
                      {"RUN set -x\nRUN b\n", ""},
                      {"RUN X=1\nRUN echo $X\n", ""},
                      // They would go on with the last command when the first RUN fails.
                      {"RUN a\nRUN b; c\n", ""},
                      {"RUN a\nRUN b || c\n", ""},
                      {"RUN a\nRUN b &\n", ""}});
}

TEST(fixes, set_a_shell_that_the_image_has) {
  std::string const bash = "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n";
  std::string const ash = "SHELL [\"/bin/ash\", \"-eo\", \"pipefail\", \"-c\"]\n";
  std::string const run = "RUN a | b\n";
  expect_fixed("DVD329", {{"FROM debian:12\n" + run, "FROM debian:12\n" + bash + run},
                          {"FROM alpine:3.20\n" + run, "FROM alpine:3.20\n" + ash + run},
                          {"FROM busybox:1.36\n" + run, "FROM busybox:1.36\n" + ash + run},
                          {"FROM alpine:3.20 AS a\nFROM a\n" + run, "FROM alpine:3.20 AS a\nFROM a\n" + ash + run},
                          {"FROM registry.example.com/our/base:1\n" + run, ""}});
}

TEST(fixes, of_apt_do_the_same_as_before) {
  expect_fixed_below("FROM debian:12\n", "DVD331",
                     {{"RUN apt upgrade -y\n", "RUN apt-get upgrade --with-new-pkgs -y\n"},
                      {"RUN apt full-upgrade -y\n", "RUN apt-get full-upgrade -y\n"},
                      {"RUN [\"apt\", \"upgrade\"]\n", "RUN [\"apt-get\", \"upgrade\", \"--with-new-pkgs\"]\n"},
                      {"RUN apt list && apt search x\n", ""}});
}

TEST(fixes, append_nothing_that_never_runs) {
  std::string const clean = "&& rm -rf /var/lib/apt/lists/*";
  expect_fixed_below(
      "FROM debian:12\n", "DVD106",
      {{"RUN apt-get update && exit 0\n", ""},
       {"RUN apt-get update && exec apt-get install -y a\n", ""},
       {"RUN apt-get update || exit 1\n", "RUN apt-get update || exit 1 " + clean + "\n"},
       {"RUN apt-get update; apt-get install a ;\n", "RUN apt-get update; apt-get install a " + clean + "\n"},
       {"RUN apt-get update &&\\\n  apt-get install a;\n",
        "RUN apt-get update &&\\\n  apt-get install a \\\n    " + clean + "\n"},
       // The last command's failure would be lost.
       {"RUN <<EOF\napt-get update\napt-get install -y a\nEOF\n", ""}});
}

TEST(fixes, of_exec_forms_add_strings) {
  std::string const from = "FROM debian:12\n";
  expect_fixed_below(
      from, "DVD103",
      {{"RUN [\"pip\", \"install\", \"x\"]\n", "RUN [\"pip\", \"install\", \"--no-cache-dir\", \"x\"]\n"},
       {"RUN [\"sh\", \"-c\", \"pip install x\"]\n", ""}});
  expect_fixed_below(from, "DVD110",
                     {{"RUN [\"apk\",\"add\",\"x\"]\n", "RUN [\"apk\",\"add\", \"--no-cache\",\"x\"]\n"}});
  expect_fixed_below(from, "DVD332",
                     {{"RUN [\"apt-get\", \"install\", \"x\"]\n", "RUN [\"apt-get\", \"install\", \"-y\", \"x\"]\n"}});
  expect_fixed_below(from, "DVD351", {{"RUN [\"wget\", \"x\"]\n", "RUN [\"wget\", \"--progress=dot:giga\", \"x\"]\n"}});
}

TEST(fixes, of_old_pairs_mean_the_same) {
  expect_fixed_below("FROM a:1\n", "DVD405",
                     {{"ENV A b c \"d\" $X \\ e\n", "ENV A=\"b c d $X  e\"\n"},
                      {"ENV A b\\\n c\n", "ENV A=\"b c\"\n"},
                      {"ENV A 'x $y' z\n", "ENV A=\"x \\$y z\"\n"},
                      {"ENV A a\\ b\n", "ENV A=\"a b\"\n"},
                      {"ENV A b=\"c\"\n", "ENV A=\"b=c\"\n"},
                      {"ENV A ${X:-\"q r\"}\n", ""},
                      {"ENV A it's\n", ""}});
}

TEST(fixes, of_targets_add_no_slash_within_a_stray_quote) {
  expect_fixed("DVD305", {{"COPY a b \"/c\"\n", "COPY a b \"/c/\"\n"}, {"COPY a \"C:\\Program Files\\Foo\"\n", ""}});
}

TEST(fixes, of_ports_keep_quotes) {
  expect_fixed("DVD318", {{"EXPOSE \"80:8080\" '1:2'\n", "EXPOSE \"8080\" '2'\n"}});
}

TEST(fixes, rename_a_stage_in_mounts_too) {
  expect_fixed(
      "DVD404",
      {{"FROM a:1 AS Base\nFROM base AS two\nCOPY --from=BASE /a /a\nRUN --mount=type=bind,from=Base,target=/x y\n",
        "FROM a:1 AS base\nFROM base AS two\nCOPY --from=base /a /a\nRUN --mount=type=bind,from=base,target=/x y\n"}});
  expect_fixed("DVD309", {{"FROM a:1 AS context\nFROM b:1\nCOPY --from=context /a /a\n",
                           "FROM a:1 AS context-stage\nFROM b:1\nCOPY --from=context-stage /a /a\n"}});
}

struct asked_row {
  std::string_view rule;
  std::string before, after;  ///< a Dockerfile
  files more = {};
};

TEST(fixes, on_demand_leave_nothing_to_find) {
  std::string const end = "CMD [\"a\"]\n";
  std::string const user = "USER 10001\n", check = "HEALTHCHECK CMD [\"true\"]\n";
  for (asked_row const& row : std::vector<asked_row>{
           {"DVD001", "FROM debian:12-slim\nRUN a\n# it\n" + check + end,
            "FROM debian:12-slim\nRUN a\n# it\n" + check + "RUN useradd --no-create-home app\nUSER app\n" + end},
           {"DVD001", "FROM alpine:3.20\n" + check, "FROM alpine:3.20\n" + check + "RUN adduser -D -H app\nUSER app\n"},
           {"DVD001", "from python:3.12-alpine\nrun a",
            "from python:3.12-alpine\nrun a\nrun adduser -D -H app\nuser app\n"},
           {"DVD001",
            "FROM python:3.12-slim\nWORKDIR /app\n# all\nCOPY . .\n" + check + end,
            "FROM python:3.12-slim\nWORKDIR /app\nRUN useradd --no-create-home app\n# all\nCOPY . .\n" + check +
                "USER app\n" + end,
            {{".dockerignore", ".env\n.git\n"}}},
           {"DVD001", "FROM node:22-slim\n" + end, "FROM node:22-slim\nUSER node\n" + end},
           {"DVD001", "FROM debian:12-slim\nRUN useradd -r me\n" + end,
            "FROM debian:12-slim\nRUN useradd -r me\nUSER me\n" + end},
           {"DVD008",
            "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends \\\n    nano \\\n   "
            " tini \\\n"
            "    less && rm -rf /var/lib/apt/lists/*\n" +
                user + check,
            "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends \\\n    tini && rm "
            "-rf "
            "/var/lib/apt/lists/*\n" +
                user + check},
           {"DVD107",
            "FROM debian:12-slim\nRUN curl -fsSLO https://example.com/t.tar.gz && tar -C /opt -xzf t.tar.gz\n" + user +
                check,
            "FROM debian:12-slim\nRUN curl -fsSLO https://example.com/t.tar.gz && tar -C /opt -xzf t.tar.gz && rm "
            "t.tar.gz\n" +
                user + check},
           {"DVD201",
            "FROM python:3.12-slim\nWORKDIR /app\nCOPY --chown=1 . .\nRUN pip install --no-cache-dir -r r.txt\n" +
                user + check,
            "FROM python:3.12-slim\nWORKDIR /app\nCOPY --chown=1 r.txt ./\nRUN pip install --no-cache-dir -r r.txt\n"
            "COPY --chown=1 . .\n" +
                user + check,
            {{".dockerignore", ".env\n.git\n"}, {"r.txt", ""}}},
           {"DVD206", "# the file\n\n# tools\nFROM a:1 AS tools\nRUN a\n\n# rest\nFROM b:1\n" + user + check,
            "# the file\n\n# tools\n# rest\nFROM b:1\n" + user + check},
           {"DVD315", "FROM postgres:16.4-alpine\n" + user + end,
            "FROM postgres:16.4-alpine\n" + user +
                "HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD pg_isready -U postgres\n" +
                end},
           {"DVD315", "FROM redis:7.4-alpine\n" + user,
            "FROM redis:7.4-alpine\n" + user +
                "HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD [\"redis-cli\", "
                "\"ping\"]\n"},
           {"DVD315", "FROM python:3.12-slim\nEXPOSE 8000\n" + user + end,
            "FROM python:3.12-slim\nEXPOSE 8000\n" + user +
                "HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD [\"python\", \"-c\", "
                "\"import "
                "socket; socket.create_connection(('localhost', 8000), 3)\"]\n" +
                end},
           {"DVD320", "FROM a:1\nENV A=1 B=2 \\\n    C=$A/x D=$C\n" + user + check,
            "FROM a:1\nENV A=1 B=2\nENV C=$A/x\nENV D=$C\n" + user + check},
           {"DVD321", "FROM alpine:3.20\nARG APP_DIR=/app\nCOPY a ${APPDIR}/a $APPDIR/\n" + user + check,
            "FROM alpine:3.20\nARG APP_DIR=/app\nCOPY a ${APP_DIR}/a $APP_DIR/\n" + user + check},
           {"DVD322", "ARG VERSION=3.23\nFROM alpine:${VERSON}\n" + user + check,
            "ARG VERSION=3.23\nFROM alpine:${VERSION}\n" + user + check},
           {"DVD330", "FROM debian:12-slim\nRUN rm /bin/sh && ln -s /bin/bash /bin/sh\n" + user + check,
            "FROM debian:12-slim\nSHELL [\"/bin/bash\", \"-c\"]\n" + user + check},
           {"DVT006", "FROM python:3.8-slim\n" + user + check, "FROM python:3.11-slim\n" + user + check}}) {
    files project = row.more;
    project.emplace("Dockerfile", row.before);
    EXPECT_EQ(fixed(row.rule, project, "Dockerfile"), row.after) << row.rule;
    EXPECT_THAT(wrong_after_fix(row.rule, project), testing::IsEmpty()) << row.rule << "\n" << row.before;
  }
}

TEST(fixes, on_demand_are_not_guessed) {
  for (auto const& [rule, text] : std::vector<std::pair<std::string_view, std::string>>{
           {"DVD001", "FROM registry.example.com/base:1\nCMD [\"a\"]\n"},
           {"DVD001", "FROM postgres:16.4\nCMD [\"a\"]\n"},
           {"DVD001", "FROM gcr.io/distroless/base\nCMD [\"a\"]\n"},
           {"DVD008", "FROM debian:12-slim\nRUN apt-get install -y vim\n"},
           {"DVD008", "FROM debian:12-slim\nRUN apt-get install -y git tini\n"},
           {"DVD008", "FROM debian:12-slim\nRUN apt-get install -y nano tini\nRUN nano\n"},
           {"DVD105", "FROM node:24-slim\nRUN npm ci --production=false\n"},
           {"DVD107", "FROM debian:12-slim\nRUN curl -O https://example.com/t.tar.gz\n"},
           {"DVD107", "FROM debian:12-slim\nRUN curl -O https://example.com/t.deb && dpkg -i t.deb\nRUN cp t.deb /x\n"},
           {"DVD107", "FROM debian:12-slim\nRUN git clone https://example.com/a.git\n"},
           {"DVD201", "FROM python:3.12-slim\nWORKDIR /a\nCOPY . .\nRUN pip install .\n"},
           {"DVD201", "FROM python:3.12-slim\nCOPY . .\nRUN pip install -r r.txt\n"},
           {"DVD201", "FROM python:3.12-slim\nCOPY . .\nENV A=1\nRUN pip install -r r.txt\n"},
           {"DVD201", "FROM python:3.12-slim\nCOPY . .\nRUN pip install -r r.txt && make\n"},
           {"DVD206", "FROM a:1 AS b\nFROM a:1\nFROM b:1\nCOPY --from=1 /a /a\n"},
           {"DVD315", "FROM python:3.12-slim\nEXPOSE 8000 9000\n"},
           {"DVD315", "FROM golang:1.23\nEXPOSE 8000\n"},
           {"DVD320", "FROM a:1\nENV B=$A A=1\n"},
           {"DVD330", "FROM debian:12-slim\nRUN a && ln -s /bin/bash /bin/sh\n"},
           {"DVT006", "FROM python:3.8-buster\n"}}) {
    EXPECT_EQ(fixed(rule, {{"Dockerfile", text}}, "Dockerfile"), text) << rule;
  }
}

TEST(fixes, of_images_in_services) {
  auto const service = [](std::string const& lines) { return files{{"compose.yaml", "services:\n  a:\n" + lines}}; };
  auto const moved = [&](std::string const& image) {
    return fixed("DVT006", service("    image: " + image + "\n"), "compose.yaml").substr(26);
  };
  EXPECT_EQ(moved("\"node:16-alpine\" # old"), "\"node:24-alpine\" # old\n");
  EXPECT_EQ(moved("postgres:13.20"), "postgres:15.12\n");
  // As exact as it was, or not at all.
  EXPECT_EQ(moved("node:16.2"), "node:16.2\n");
  audit_options given;
  given.variables["VERSION"] = "1.2";
  for (auto const& [before, after] :
       std::vector<std::pair<std::string, std::string>>{{"acme/app", "acme/app:${VERSION:?}"},
                                                        {"acme/app:latest # ours", "acme/app:${VERSION:?} # ours"},
                                                        {"'acme/app'", "'acme/app:${VERSION:?}'"}}) {
    files project = service("    build: .\n    image: " + before + "\n");
    project.emplace("Dockerfile", "FROM alpine:3.20\nUSER 1\nHEALTHCHECK CMD [\"true\"]\n");
    EXPECT_EQ(fixed("DVT011", project, "compose.yaml", given),
              "services:\n  a:\n    build: .\n    image: " + after + "\n");
    EXPECT_THAT(wrong_after_fix("DVT011", project, given), testing::IsEmpty()) << before;
  }
}

}  // namespace
}  // namespace dockverify::rules::test

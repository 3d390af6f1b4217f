// Dockerfile security, the rules on instructions: users, secrets, remote sources, system folders.
#include "table.hpp"

namespace dockverify::rules::test {
namespace {

TEST(no_user, is_judged_by_the_final_stage_and_what_it_is_built_on) {
  expect_lines("DVD001",
               {{"none", "FROM alpine:3.20\nRUN true\n", {1}},
                {"one", "FROM alpine:3.20\nUSER app\n", {}},
                {"root is DVD002's", "FROM alpine:3.20\nUSER root\n", {}},
                {"inherited", "FROM alpine:3.20 AS base\nUSER app\nFROM base\nRUN true\n", {}},
                {"only in another stage", "FROM alpine:3.20 AS build\nUSER app\nFROM alpine:3.20\nRUN true\n", {3}},
                {"files only", "FROM alpine:3.20 AS b\nRUN true\nFROM scratch\nCOPY --from=b /a /a\n", {}},
                {"scratch that runs", "FROM scratch\nCOPY app /app\nENTRYPOINT [\"/app\"]\n", {1}},
                {"tag", "FROM gcr.io/distroless/static-debian12:nonroot\nCOPY app /app\nCMD [\"/app\"]\n", {}},
                {"name", "FROM docker:27-dind-rootless\nRUN true\n", {}},
                {"ONBUILD is for others", "FROM alpine:3.20\nONBUILD USER app\n", {1}},
                {"no stage", "RUN true\n", {}}});
  audit_options options;
  options.rules_settings.non_root_bases = {"registry.example.com/base/*"};
  expect_lines("DVD001", {{"configured", "FROM registry.example.com/base/app:1.4\nRUN true\n", {}}}, options);
}

TEST(no_user, counts_the_services_that_build_the_stage) {
  std::string const dockerfile = "FROM alpine:3.20\nRUN true\n";
  auto const compose = [](std::string_view user) { return "services:\n  app:\n    build: .\n" + std::string(user); };
  expect_found(
      "DVD001",
      {{"none", {{"Dockerfile", dockerfile}, {"compose.yaml", compose("")}}, {"Dockerfile:1"}},
       {"set", {{"Dockerfile", dockerfile}, {"compose.yaml", compose("    user: \"1000\"\n")}}, {}},
       {"root", {{"Dockerfile", dockerfile}, {"compose.yaml", compose("    user: \"0:0\"\n")}}, {"Dockerfile:1"}},
       {"only one of two",
        {{"Dockerfile", dockerfile}, {"compose.yaml", compose("    user: \"1000\"\n  other:\n    build: .\n")}},
        {"Dockerfile:1"}}});
}

TEST(no_user, has_the_aliases_of_those_who_look_at_the_whole_file) {
  expect_found("DVD001", {{"USER elsewhere",
                           {{"Dockerfile", "FROM alpine:3.20 AS build\nUSER app\nFROM alpine:3.20\nRUN true\n"}},
                           {"Dockerfile:3 KICS: Missing User Instruction CIS 4.1 CIS-DI-0001"}}});
}

TEST(last_user_root, is_an_error_in_the_final_stage_only) {
  // Checkov looks for the word alone.
  std::string const not_checkov = " DL3002 DS-0002 KICS: Last User Is 'root' CIS 4.1 CIS-DI-0001";
  expect_found(
      "DVD002",
      {{"root", {{"Dockerfile", "FROM alpine:3.20\nUSER root\n"}}, {"Dockerfile:2"}},
       {"0", {{"Dockerfile", "FROM alpine:3.20\nUSER 0\n"}}, {"Dockerfile:2" + not_checkov}},
       {"groups", {{"Dockerfile", "FROM alpine:3.20\nUSER root:root\n"}}, {"Dockerfile:2" + not_checkov}},
       {"numbers", {{"Dockerfile", "FROM alpine:3.20\nUSER 0:0\n"}}, {"Dockerfile:2" + not_checkov}},
       {"back again", {{"Dockerfile", "FROM alpine:3.20\nUSER root\nRUN true\nUSER app\n"}}, {}},
       {"another", {{"Dockerfile", "FROM alpine:3.20\nUSER app\n"}}, {}},
       {"a name that begins so", {{"Dockerfile", "FROM alpine:3.20\nUSER rooty\n"}}, {}},
       {"passed on", {{"Dockerfile", "FROM debian:12 AS base\nUSER root\nFROM base\nRUN true\n"}}, {"Dockerfile:2"}},
       {"another stage",
        {{"Dockerfile", "FROM debian:12 AS base\nUSER root\nFROM debian:12\nUSER app\n"}},
        {"Dockerfile:2 info DL3002 KICS: Last User Is 'root'"}},
       {"by an argument",
        {{"Dockerfile", "FROM debian:12\nARG WHO=root\nUSER $WHO\n"}},
        {"Dockerfile:3 KICS: Last User Is 'root' CIS 4.1 CIS-DI-0001"}},
       {"compose sets another",
        {{"Dockerfile", "FROM debian:12\nUSER root\n"},
         {"compose.yaml", "services:\n  a:\n    build: .\n    user: app\n"}},
        {}}});
}

TEST(user_not_numeric, wants_a_number_or_a_declared_argument) {
  expect_lines("DVD003", {{"number", "FROM alpine:3.20\nUSER 1000\n", {}},
                          {"with group", "FROM alpine:3.20\nUSER 1000:1000\n", {}},
                          {"group by name", "FROM alpine:3.20\nUSER 1000:app\n", {}},
                          {"name", "FROM alpine:3.20\nUSER app\n", {2}},
                          {"both names", "USER app:app\n", {1}},
                          {"each", "FROM alpine:3.20\nUSER root\nRUN true\nUSER app\n", {2, 4}},
                          {"argument", "FROM alpine:3.20\nARG ID=1\nUSER $ID\n", {}},
                          {"braces", "FROM alpine:3.20\nARG ID\nUSER ${ID}:${ID}\n", {}},
                          {"default", "FROM alpine:3.20\nARG ID\nUSER ${ID:-1000}\n", {}},
                          {"not declared", "FROM alpine:3.20\nUSER $ID\n", {2}},
                          {"no argument", "FROM alpine:3.20\nENV ID=1\nUSER $ID\n", {3}},
                          {"wrapped", "FROM alpine:3.20\nONBUILD USER app\n", {2}}});
}

TEST(secret_in_arg_or_env, judges_names_by_two_tests) {
  // Checkov wants a value.
  std::string const named = " KICS: Secrets Stored In Dockerfile CIS 4.10 CIS-DI-0010";
  std::string const rest = " CKV_DOCKER_1005" + named;
  auto const one = [](std::string_view line) {
    return files{{"Dockerfile", "FROM alpine:3.20\n" + std::string(line) + "\nFROM alpine:3.20\nRUN true\n"}};
  };
  std::string const both = "Dockerfile:2 DL3064 BK:SecretsUsedInArgOrEnv" + rest;
  std::string const first = "Dockerfile:2 DL3064" + rest;
  std::string const second = "Dockerfile:2 BK:SecretsUsedInArgOrEnv" + rest;
  expect_found("DVD004",
               {{"", one("ARG AWS_ACCESS_KEY_ID"), {"Dockerfile:2 DL3064 BK:SecretsUsedInArgOrEnv" + named}},
                {"any case", one("ARG openai_api_key"), {"Dockerfile:2 DL3064 BK:SecretsUsedInArgOrEnv" + named}},
                {"", one("ENV my_password=x"), {both}},
                {"within a word", one("ENV MYTOKENS=x"), {first}},
                {"", one("ENV DB_USERNAME=x"), {first}},
                {"", one("ARG PRIVATE_REPO"), {"Dockerfile:2 DL3064" + named}},
                {"", one("ARG SECRET_PASSPHRASE"), {"Dockerfile:2 DL3064 BK:SecretsUsedInArgOrEnv" + named}},
                {"whole words", one("ENV git_key="), {"Dockerfile:2 BK:SecretsUsedInArgOrEnv" + named}},
                {"", one("ARG auth=bar"), {second}},
                {"", one("ENV apikey=x sunflower=y"), {second}},
                {"two in one", one("ENV password=a secret=b"), {both, both}},
                {"public", one("ENV PUBLIC_KEY=x"), {}},
                {"public", one("ARG public_token"), {}},
                {"a file", one("ENV DB_PASSWORD_FILE=/run/secrets/p"), {}},
                {"a mode", one("ENV AUTH_MODE=none"), {}},
                {"an alias", one("ENV KEY_ALIAS=a"), {}},
                {"an id", one("ENV SECRET_ID=a"), {}},
                {"a version", one("ENV TOKEN_VERSION=2"), {}},
                {"no part of its own", one("ENV KEYBOARD=us AUTHOR=me"), {}},
                {"neither", one("ENV foobar=barfoo"), {}},
                {"of Jenkins", one("ENV NEXUS_PSW=x"), {"Dockerfile:2" + rest}},
                {"alone it is a word", one("ENV USR=x"), {}},
                {"old form", one("ENV DB_PASSWORD hunter2"), {both}}});
  EXPECT_EQ(found("DVD004", {{"Dockerfile", "ARG NPM_TOKEN\nFROM alpine:3.20\nENV API_TOKEN=x\n"}}),
            (std::vector<std::string>{"Dockerfile:1 DL3064 BK:SecretsUsedInArgOrEnv" + named, "Dockerfile:3"}));
  EXPECT_EQ(lines("DVD004", "FROM alpine:3.20\nONBUILD ARG NPM_TOKEN\n"), std::vector<int>{2});
  audit_options options;
  options.rules_settings.not_secret = {"TOKENIZER"};
  EXPECT_EQ(lines("DVD004", "FROM alpine:3.20\nENV TOKENIZER=bpe\n", options), std::vector<int>{});
}

TEST(secret_value, knows_the_forms_of_credentials) {
  std::string const header = "FROM alpine:3.20\n";
  std::string const github = "ghp_" + std::string(18, 'a') + std::string(18, '7');
  std::string const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";
  for (std::string const& bad : {std::string("ENV X=AKIAIOSFODNN7EXAMPLE"), "ARG T=" + github, "LABEL t=" + jwt,
                                 std::string("ENV URL=postgres://app:hunter2@db/app"),
                                 std::string("RUN git clone https://me:s3cret@git.example.com/x"),
                                 std::string("RUN echo '-----BEGIN RSA PRIVATE KEY-----' > /k"),
                                 std::string("ENV API_TOKEN=9f86d081884c7d659a2feaa0c55ad015"),
                                 std::string("RUN <<EOF\nexport X=AKIAIOSFODNN7EXAMPLE\nEOF")}) {
    EXPECT_EQ(lines("DVD005", header + bad + "\n"), std::vector<int>{2}) << bad;
  }
  for (std::string_view good :
       {"ENV X=AKIA", "ENV URL=postgres://app:${PASSWORD}@db/app", "ENV URL=https://example.com/a:b@c",
        "ENV API_TOKEN=changeme", "ENV API_TOKEN=${API_TOKEN}", "ENV BUILD=9f86d081884c7d659a2feaa0c55ad015",
        "RUN echo '-----BEGIN CERTIFICATE-----'", "ENV URL=redis://redis:6379/0"}) {
    EXPECT_EQ(lines("DVD005", header + std::string(good) + "\n"), std::vector<int>{}) << good;
  }
}

TEST(secret_value, is_never_shown) {
  for (std::string const& message :
       messages("DVD005", {{"Dockerfile", "FROM alpine:3.20\nENV URL=postgres://app:hunter2@db/app\n"}})) {
    EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
  }
}

TEST(secret_file_copied, knows_files_by_their_names) {
  for (std::string_view bad :
       {"COPY .env /app/", "COPY .env.production .", "ADD certs/server.pem /etc/", "COPY tls.key /etc/",
        "COPY id_rsa /root/.ssh/id_rsa", "COPY .npmrc .", "COPY .pypirc .netrc /root/", "COPY .aws /root/.aws",
        "COPY home/.docker/config.json /root/.docker/", "COPY credentials-prod.json /app/",
        "COPY [\".env\", \"/app/\"]", "COPY .env* ./", "ONBUILD COPY .env ."}) {
    EXPECT_FALSE(lines("DVD006", "FROM alpine:3.20\n" + std::string(bad) + "\n").empty()) << bad;
  }
  for (std::string_view good : {"COPY .env.example /app/", "COPY app.py .", "COPY keyboard /app/",
                                "COPY config.json /app/", "COPY . .", "ADD https://example.com/ca.pem /etc/"}) {
    EXPECT_EQ(lines("DVD006", "FROM alpine:3.20\n" + std::string(good) + "\n"), std::vector<int>{}) << good;
  }
}

TEST(secret_file_copied, follows_variables_into_copied_folders) {
  expect_lines("DVD006",
               {{"the target", "FROM alpine:3.20\nCOPY ./config $AWS_CONFIG_FILE\n", {2}},
                {"below", "FROM alpine:3.20\nCOPY src /app/\nENV GOOGLE_APPLICATION_CREDENTIALS=/app/key.json\n", {3}},
                {"relative", "FROM alpine:3.20\nWORKDIR /app\nCOPY . .\nENV AWS_CONFIG_FILE=./aws\n", {4}},
                {"elsewhere", "FROM alpine:3.20\nCOPY src /app\nENV HF_TOKEN_PATH=/run/secrets/hf\n", {}},
                {"a name that only begins so", "FROM alpine:3.20\nCOPY src /app\nENV HF_TOKEN_PATH=/apple/hf\n", {}},
                {"another variable", "FROM alpine:3.20\nCOPY src /app\nENV CONFIG=/app/config\n", {}}});
}

TEST(expose_ssh, is_the_port_alone) {
  expect_lines("DVD011", {{"", "FROM alpine:3.20\nEXPOSE 22\n", {2}},
                          {"", "FROM alpine:3.20\nEXPOSE 22/tcp\n", {2}},
                          {"", "FROM alpine:3.20\nEXPOSE 80 22/udp\n", {2}},
                          {"variable", "FROM alpine:3.20\nARG P=22\nEXPOSE $P\n", {3}},
                          {"", "FROM alpine:3.20\nEXPOSE 2222 8022 80/tcp\n", {}}});
}

TEST(expose_ssh, is_taken_out_of_the_line) {
  EXPECT_EQ(fixed("DVD011", {{"Dockerfile", "FROM a:1\nEXPOSE 22\nEXPOSE 22 80\nEXPOSE 80 22\n"}}, "Dockerfile"),
            "FROM a:1\nEXPOSE 80\nEXPOSE 80\n");
}

TEST(add_remote, wants_a_checksum_or_a_commit) {
  std::string const sum = "sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d";
  std::string const commit = "ed3a2f3cd0ad4ae6e2dc0fcb9d3e5dd3b6e9bd03";
  for (std::string const& bad :
       {std::string("ADD https://example.com/a.tar.gz /a"), std::string("ADD http://example.com/a /a"),
        std::string("ADD git@github.com:me/it.git /it"), std::string("ADD https://github.com/me/it.git /it"),
        std::string("ADD https://github.com/me/it.git#v1.0 /it"), std::string("ADD \"https://example.com/a\" /a"),
        std::string("ONBUILD ADD https://example.com/a /a")}) {
    EXPECT_EQ(lines("DVD016", "FROM alpine:3.20\n" + bad + "\n"), std::vector<int>{2}) << bad;
  }
  for (std::string const& good :
       {"ADD --checksum=" + sum + " https://example.com/a /a", "ADD https://github.com/me/it.git#" + commit + " /it",
        "ADD https://github.com/me/it.git#" + commit + ":src /it", std::string("ADD a.tar.gz /a"),
        std::string("COPY a /a")}) {
    EXPECT_EQ(lines("DVD016", "FROM alpine:3.20\n" + good + "\n"), std::vector<int>{}) << good;
  }
}

TEST(system_folder, has_the_alias_of_the_instruction) {
  expect_found(
      "DVD017",
      {{"", {{"Dockerfile", "FROM alpine:3.20\nWORKDIR /proc/app\n"}}, {"Dockerfile:2 DS-0030"}},
       {"", {{"Dockerfile", "FROM alpine:3.20\nWORKDIR /dev\n"}}, {"Dockerfile:2 DS-0030"}},
       {"quotes", {{"Dockerfile", "FROM alpine:3.20\nWORKDIR \"/boot/x/\"\n"}}, {"Dockerfile:2 DS-0030"}},
       {"", {{"Dockerfile", "FROM alpine:3.20\nVOLUME /sys\n"}}, {"Dockerfile:2 DKL-DI-0002"}},
       {"JSON", {{"Dockerfile", "FROM alpine:3.20\nVOLUME [\"/data\", \"/proc/\"]\n"}}, {"Dockerfile:2 DKL-DI-0002"}},
       {"begins so", {{"Dockerfile", "FROM alpine:3.20\nWORKDIR /devops\nVOLUME /system\n"}}, {}},
       {"not for WORKDIR", {{"Dockerfile", "FROM alpine:3.20\nWORKDIR /sys/app\n"}}, {}}});
}

TEST(copy_whole_filesystem, needs_both_roots_and_a_stage) {
  expect_lines("DVD018", {{"", "FROM alpine:3.20\nCOPY --from=build / /\n", {2}},
                          {"quotes", "COPY --from=build \"/\" \"/\"\n", {1}},
                          {"context", "COPY / /\n", {}},
                          {"folder", "COPY --from=build /app /\n", {}},
                          {"into a folder", "COPY --from=build / /app\n", {}}});
}

}  // namespace
}  // namespace dockverify::rules::test

// Credentials: names that are one's or only about one, values that are none, and passwords in commands.
#include <gtest/gtest.h>

#include "rules/command_passwords.hpp"
#include "rules/credentials.hpp"
#include "rules/secret_names.hpp"
#include "table.hpp"

namespace dockverify::rules::test {
namespace {

using strings = std::vector<std::string>;

#define ENVIRONMENT "services:\n  a:\n    image: a:1\n    environment:\n"
#define SERVICE "services:\n  a:\n    image: a:1\n"

TEST(credentials, are_known_by_whole_words_of_their_names) {
  settings const none;
  for (std::string_view name : {"DB_PASSWORD",
                                "authToken",
                                "apiKey",
                                "db.password",
                                "MYAPIKEY",
                                "PASS",
                                "SMTP_PASS",
                                "DB_PWD",
                                "SESSION_SALT",
                                "MASTER_KEY",
                                "RAILS_MASTER_KEY",
                                "SIGNING_KEY",
                                "JWT_KEY",
                                "APP_KEY",
                                "AIRFLOW__CORE__FERNET_KEY",
                                "REDIS_AUTH",
                                "RABBITMQ_ERLANG_COOKIE",
                                "AWS_ACCESS_KEY_ID",
                                "SECRETARY_PASSWORD",
                                "API_COST_TOKEN"})
    EXPECT_TRUE(is_credential_name(name, none)) << name;
  for (std::string_view name : {"SECRET_NAME",
                                "TOKEN_TYPE",
                                "ACCESS_TOKEN_COOKIE_NAME",
                                "CSRF_TOKEN_HEADER",
                                "API_KEY_HEADER",
                                "TOKEN_ALGORITHM",
                                "TOKEN_ISSUER",
                                "TOKEN_AUDIENCE",
                                "JWT_TOKEN_PREFIX",
                                "PASSWORD_HASHER",
                                "PASSWORD_ENCRYPTION",
                                "PASSWORD_POLICY",
                                "SECRETS_BACKEND",
                                "CREDENTIALS_PROVIDER",
                                "AUTH_TOKEN_MODE",
                                "SECRET_VERSION",
                                "PUBLIC_TOKEN",
                                "TOKENIZER_MODEL",
                                "PASSWORDLESS_LOGIN",
                                "SECRETARY",
                                "accessTokenName",
                                "DB_PASSWORD_FILE",
                                "MYSQL_RANDOM_ROOT_PASSWORD",
                                "LICENSE_KEY",
                                "TASKMASTER_KEY",
                                "WHATSAPP_KEYS",
                                "MONKEY"})
    EXPECT_FALSE(is_credential_name(name, none)) << name;
  settings exempt;
  exempt.not_secret = {"My_Token"};
  EXPECT_FALSE(is_credential_name("MY_TOKEN", exempt));
}

TEST(credentials, can_be_numbers_where_the_name_names_no_quantity) {
  for (std::string_view name :
       {"ADMIN_PASSWORD", "MINIO_ROOT_PASSWORD", "ACCOUNT_SECRET", "KEYCLOAK_ADMIN_PASSWORD", "MAXMIND_API_KEY",
        "PGADMIN_DEFAULT_PASSWORD", "DISCOUNT_API_KEY", "TODAYS_SECRET", "TERMINAL_PASSWORD", "DOMAIN_TOKEN",
        "MAX_SALT", "RABBITMQ_ADMIN_PASS", "SECRET_ADMIN", "TOKEN_ACCOUNT"})
    EXPECT_FALSE(is_no_credential_value(name, "12345678")) << name;
  for (std::string_view name :
       {"TOKEN_TTL", "PASSWORDMINCHAR", "TOKENVALIDITYMAX", "JWT__REFRESHTOKENEXPIRATIONDAYS", "PASSWORD_MIN_LENGTH",
        "TOKEN_MAX_AGE", "tokenMaxAge", "SALT_ROUNDS", "BCRYPT_COST", "SECRET_PORT", "TOKEN_RATELIMIT", "MAX_TOKENS"})
    EXPECT_TRUE(is_no_credential_value(name, "30")) << name;
  EXPECT_TRUE(is_no_credential_value("GOOGLE_APPLICATION_CREDENTIALS", "/run/secrets/gcp.json"));
  EXPECT_FALSE(is_no_credential_value("GOOGLE_APPLICATION_CREDENTIALS", "hunter2"));
}

TEST(credentials, in_environments_are_found) {
  expect_found("DVC201",
               {
                   {"a number", {{"compose.yaml", ENVIRONMENT "      ADMIN_PASSWORD: 12345678\n"}}, {"compose.yaml:5"}},
                   {"a switch that is none",
                    {{"compose.yaml", ENVIRONMENT "      MYSQL_RANDOM_ROOT_PASSWORD: hunter2\n"}},
                    {"compose.yaml:5 KICS: Passwords And Secrets CIS 4.10"}},
                   {"a switch", {{"compose.yaml", ENVIRONMENT "      MYSQL_RANDOM_ROOT_PASSWORD: \"1\"\n"}}, {}},
                   {"a name that compose-lint does not know",
                    {{"compose.yaml", ENVIRONMENT "      APP_KEY: x1y2\n"}},
                    {"compose.yaml:5 KICS: Passwords And Secrets CIS 4.10"}},
                   {"a name about one", {{"compose.yaml", ENVIRONMENT "      SECRET_NAME: x\n"}}, {}},
               });
  expect_found(
      "DVC203",
      {
          {"a default's default",
           {{"compose.yaml", ENVIRONMENT "      DB_PASSWORD: ${A:-${B:-x1}}\n"}},
           {"compose.yaml:5"}},
          {"of another credential",
           {{"compose.yaml", ENVIRONMENT "      A: ${MY_TOKEN:-${B:-x1}}\n"}},
           {"compose.yaml:5"}},
          {"a variable", {{"compose.yaml", ENVIRONMENT "      DB_PASSWORD: ${A:-${B}}\n"}}, {}},
          {"a message", {{"compose.yaml", ENVIRONMENT "      DB_PASSWORD: ${A:-${B:?set it}}\n"}}, {}},
          {"a number", {{"compose.yaml", ENVIRONMENT "      ADMIN_PASSWORD: ${A:-12345678}\n"}}, {"compose.yaml:5"}},
      });
  expect_found(
      "DVC204",
      {{"a number",
        {{"compose.yaml", "services:\n  a:\n    image: mysql:8.4\n    environment: {MYSQL_ROOT_PASSWORD: 12345678}\n"}},
        {"compose.yaml:4"}}});
  expect_found(
      "DVC206",
      {{"a number",
        {{"compose.yaml", "services:\n  a:\n    build:\n      context: .\n      args: {ADMIN_TOKEN: 12345678}\n"}},
        {"compose.yaml:5"}}});
}

TEST(credentials, in_urls_are_found_one_by_one) {
  expect_found(
      "DVC202",
      {
          {"in a default",
           {{"compose.yaml", ENVIRONMENT "      U: ${URL:-postgres://u:pw123@db/x}\n"}},
           {"compose.yaml:5"}},
          {"a default without one", {{"compose.yaml", ENVIRONMENT "      U: ${URL:-postgres://u@db/x}\n"}}, {}},
          {"the second of two",
           {{"compose.yaml", ENVIRONMENT "      U: a://u:${A:?}@db/x,b://u:pw@db/x\n"}},
           {"compose.yaml:5"}},
          {"no URL but a message", {{"compose.yaml", ENVIRONMENT "      U: a://u:${A:?x@y:z}@db/x\n"}}, {}},
      });
}

TEST(credentials, in_commands_are_found) {
  auto const with = [](std::string const& line) { return files{{"compose.yaml", SERVICE "    " + line + "\n"}}; };
  for (std::string const line :
       {"command: sh -c \"redis-server --requirepass hunter2\"", "command: bash -c \"exec mysqld --password=x1\"",
        "entrypoint: [sh, -c, \"sh -c 'redis-cli -a hunter2 ping'\"]",
        "healthcheck: {test: \"sh -c 'redis-cli -a hunter2 ping'\"}", "command: mongodump -u root -p s3cret",
        "command: [mongorestore, -u, root, -p, s3cret]", "command: app -u admin -p hunter2",
        "command: app --user=admin -p hunter2", "command: app --PASSWORD=hunter2",
        "command: psql postgresql://h/x?password=hunter2", "command: curl -u admin:hunter2 http://h",
        "healthcheck: {test: [CMD, curl, -H, \"Authorization: Bearer x1y2\", http://h]}",
        "entrypoint: sh -c \"mc alias set m http://minio:9000 root x1y2\"",
        "command: sh -c \"echo hunter2 | docker login -u u --password-stdin\"",
        "labels: [\"x=app --password hunter2\"]"})
    EXPECT_EQ(found("DVC207", with(line)), strings{"compose.yaml:4"}) << line;
  for (std::string const line :
       {"command: sh -c \"redis-server --requirepass $$PASS\"",
        "command: sh -c \"redis-server --requirepass ${PASS:?}\"", "command: app -u admin -p 8080",
        "command: sh -c \"su -u app mkdir -p data\"", "command: app -p s3cret", "command: ssh -u x -p port h",
        "command: app --password-hash argon2", "command: app --token-ttl 30", "command: app -u x -p ./data",
        "command: curl -u $$LOGIN http://h", "command: docker run -u 1:1 -p a:80 x",
        "command: sh -c \"cat /run/secrets/x | docker login --password-stdin\"",
        "command: mysqladmin --password=$$(cat /run/secrets/x) ping"})
    EXPECT_EQ(found("DVC207", with(line)), strings{}) << line;
}

struct words_case {
  command_words words, passwords;
};

TEST(passwords_in, are_views_of_the_secret_alone) {
  for (words_case const& one : std::initializer_list<words_case>{
           {{"curl", "-sSu", "me:x"}, {"x"}},
           {{"curl", "-ume:x"}, {"x"}},
           {{"curl", "--proxy-user", "me:x"}, {"x"}},
           {{"chown", "-u", "me:x"}, {}},
           {{"curl", "-H", "Authorization:", "Bearer", "x"}, {"x"}},
           {{"curl", "-H", "Authorization: Bearer x"}, {"x"}},
           {{"curl", "-H", "X-Api-Key:x"}, {"x"}},
           {{"mysql", "-u", "root", "-px"}, {"x"}},
           {{"mysql", "x", ";", "tar", "-px"}, {}},
           {{"echo", "-n", "x", "|", "docker", "login", "--password-stdin"}, {"x"}},
           {{"printf", "%s", "x", "|", "gh", "auth", "login", "--with-token"}, {"x"}},
           {{"echo", "x", ";", "docker", "login", "--password-stdin"}, {}},
           {{"echo", "root:x", "|", "chpasswd"}, {"x"}},
           {{"openssl", "rsa", "-passin", "pass:x"}, {"x"}},
           {{"curl", "-k", "https://h"}, {}},
           {{"wget", "https://h/?a=b&password=x&c=d"}, {"x"}},
           {{"machine", "h", "login", "u", "password", "x"}, {"x"}},
           {{"app", "password", "reset"}, {}},
           {{"ALTER", "USER", "me", "PASSWORD", "x"}, {"x"}},
           {{"IDENTIFIED", "BY", "x"}, {"x"}},
       })
    EXPECT_EQ(passwords_in(one.words), one.passwords) << one.words.front() << " " << one.words[1];
}

TEST(vendor_secrets, are_no_names_of_files) {
  for (std::string_view name : {"GOOGLE_APPLICATION_CREDENTIALS", "HF_TOKEN_PATH", "AWS_CONFIG_FILE"})
    EXPECT_FALSE(is_vendor_secret(name)) << name;
  EXPECT_TRUE(is_vendor_secret("HF_TOKEN"));
  EXPECT_EQ(tokens_in("a AKIAABCDEFGHIJKLMNOP,AKIAABCDEFGHIJKLMNOQ b"),
            (std::vector<std::string_view>{"AKIAABCDEFGHIJKLMNOP", "AKIAABCDEFGHIJKLMNOQ"}));
}

}  // namespace
}  // namespace dockverify::rules::test

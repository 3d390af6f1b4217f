// Rules on networks, secrets, resources and correctness of compose projects, DVC1xx to DVC6xx.
#include <gtest/gtest.h>

#include "rules/problem_rule.hpp"
#include "support.hpp"

namespace dockverify::rules::test {
namespace {

using strings = std::vector<std::string>;

struct example {
  std::string_view rule;
  std::string_view yaml;  ///< the whole file
  std::vector<int> lines;
  environment where = environment::dev;
};

class compose_rules : public testing::TestWithParam<example> {};

TEST_P(compose_rules, report_the_lines_that_are_wrong) {
  example const& one = GetParam();
  audit_options options;
  options.where = one.where;
  EXPECT_EQ(compose_lines(one.rule, one.yaml, options), one.lines) << one.rule << "\n" << one.yaml;
}

example const networks[] = {
    {"DVC101", "services:\n  a:\n    image: a:1\n  b:\n    image: b:1\n", {1}},
    {"DVC101", "services:\n  a:\n    image: a:1\n", {}},
    {"DVC101", "services:\n  a:\n    image: a:1\n  b:\n    image: b:1\nnetworks:\n  default:\n", {}},
    {"DVC101", "services:\n  a:\n    image: a:1\n    network_mode: bridge\n", {4}},
    {"DVC102", "services:\n  a:\n    image: a:1\n    network_mode: host\n", {4}},
    {"DVC102", "services:\n  a:\n    image: a:1\n    network_mode: none\n", {}},
    {"DVC103",
     "services:\n  a:\n    image: a:1\n    ports:\n      - 8080:80\n      - 8081\n      - 127.0.0.1:1:1\n"
     "      - '[::1]:2:2'\n      - target: 90\n        published: 91\n",
     {5, 6, 9}},
    {"DVC103", "services:\n  a:\n    image: a:1\n    ports: [\"3000-3002:3000-3002\"]\n", {4}},
    {"DVC104", "services:\n  a:\n    image: redis:7.4\n    ports: [\"6379:6379\"]\n", {4}},
    {"DVC104", "services:\n  a:\n    image: nginx:1.27\n    ports: [\"80:80\"]\n", {}},
    {"DVC104", "services:\n  a:\n    image: redis:7.4\n    expose: [\"6379\"]\n", {}},
    {"DVC105", "services:\n  a:\n    image: a:1\n    ports: [\"5678:5678\", \"8000:8000\"]\n", {4}},
    {"DVC105",
     "services:\n  p:\n    image: nginx:1.27\n    ports: [\"80:80\"]\n    environment: {UP: \"http://api:8000\"}\n"
     "  api:\n    image: a:1\n    ports: [\"8000:8000\"]\n",
     {8}},
    {"DVC105",
     "services:\n  w:\n    image: w:1\n    environment: {UP: \"http://api:8000\"}\n"
     "  api:\n    image: a:1\n    ports: [\"8000:8000\"]\n",
     {}},
    {"DVC106",
     "services:\n  a:\n    image: a:1\n    environment:\n      - DB=postgres://u@localhost:5432/x\n  db:\n"
     "    image: postgres:16.4\n",
     {5}},
    {"DVC106",
     "services:\n  a:\n    image: a:1\n    environment:\n      DB_HOST: 127.0.0.1\n      DB_PORT: 5432\n  db:\n"
     "    image: postgres:16.4\n",
     {5}},
    {"DVC106",
     "services:\n  a:\n    image: a:1\n    environment:\n      REDIS_HOST: localhost\n  cache:\n    image: redis:7.4\n",
     {5}},
    {"DVC106",
     "services:\n  a:\n    image: a:1\n    command: [run, --db, \"localhost:5432\"]\n  db:\n    image: postgres:16.4\n",
     {4}},
    {"DVC106",
     "services:\n  a:\n    image: a:1\n    ports: [\"8000:8000\"]\n    environment: {SELF: \"http://localhost:8000\"}\n"
     "  b:\n    image: b:1\n    expose: [\"8000\"]\n",
     {}},
    {"DVC106",
     "services:\n  a:\n    image: a:1\n    healthcheck: {test: [CMD, curl, \"http://localhost:8000/\"]}\n  b:\n"
     "    image: b:1\n    expose: [\"8000\"]\n",
     {}},
    {"DVC106",
     "services:\n  a:\n    image: a:1\n    environment: {X: \"http://localhost:9999\"}\n  b:\n    image: b:1\n",
     {}},
    {"DVC106",
     "services:\n  a:\n    image: a:1\n    network_mode: host\n    environment: {X: \"http://localhost:5432\"}\n"
     "  b:\n    image: postgres:16.4\n",
     {}},
    {"DVC107",
     "services:\n  a:\n    image: a:1\n    environment:\n      X: http://b:8080/\n  b:\n    image: b:1\n"
     "    ports: [\"8080:80\"]\n",
     {5}},
    {"DVC107",
     "services:\n  a:\n    image: a:1\n    environment:\n      X: http://b:8080/\n  b:\n    image: b:1\n"
     "    ports: [\"8080:8080\"]\n",
     {}},
    {"DVC108",
     "services:\n  a:\n    image: a:1\n    ports: [\"8080:80\"]\n  b:\n    image: b:1\n    ports:\n"
     "      - \"127.0.0.1:8080:81\"\n      - \"8080:82/udp\"\n",
     {8}},
    {"DVC108",
     "services:\n  a:\n    image: a:1\n    ports: [\"8093-8100:80\"]\n  b:\n    image: b:1\n    ports: [\"8094:81\"]\n",
     {7}},
    {"DVC108",
     "services:\n  a:\n    image: a:1\n    ports: [\"127.0.0.1:80:80\"]\n  b:\n    image: b:1\n"
     "    ports: [\"127.0.0.2:80:80\"]\n",
     {}},
    {"DVC108",
     "services:\n  a:\n    image: a:1\n    profiles: [x]\n    ports: [\"80:80\"]\n  b:\n    image: b:1\n"
     "    profiles: [y]\n    ports: [\"80:80\"]\n",
     {}},
    {"DVC108",
     "services:\n  a:\n    image: a:1\n    ports: [\"80\", \"81\"]\n  b:\n    image: b:1\n    ports: [\"80\"]\n",
     {}},
    {"DVC109", "services:\n  a:\n    image: nginx:1.27\n    ports: [\"80:80\", \"443:443\", \"81:81\"]\n", {4}},
    {"DVC109", "services:\n  a:\n    image: a:1\n    ports: [\"1023:1\", \"1024:2\"]\n", {4}},
    {"DVC110", "services:\n  a:\n    image: a:1\n    ports: [\"2222:22\"]\n", {4}},
    {"DVC110", "services:\n  a:\n    image: a:1\n    ports: [\"22:2222\"]\n", {}},
    {"DVC111", "services:\n  a:\n    image: redis:7.4\n    ports: [\"6379:6380\"]\n", {4}},
    {"DVC111", "services:\n  a:\n    image: example/app:1\n    ports: [\"1:1\"]\n", {}},
    {"DVC113", "services:\n  a:\n    image: a:1\n    ports:\n      - 80\n      - '81'\n      - 8080:80\n", {5, 7}},
    {"DVC113", "services:\n  a:\n    image: a:1\n    expose:\n      - 3000\n      - \"3001\"\n", {5}},
    {"DVC114",
     "services:\n  a:\n    image: a:1\n    environment: {X: \"http://nowhere:80\", Y: \"http://a.example.com\"}\n",
     {4}},
    {"DVC114",
     "services:\n  a:\n    image: a:1\n    extra_hosts: [\"gone:10.0.0.1\"]\n    environment: {X: \"http://gone\"}\n",
     {}},
    {"DVC114", "services:\n  a:\n    image: a:1\n    environment: {X: \"sqlite:///db\", Y: \"s3://bucket/x\"}\n", {}},
};
INSTANTIATE_TEST_SUITE_P(networks, compose_rules, testing::ValuesIn(networks));

#define ENVIRONMENT "services:\n  a:\n    image: a:1\n    environment:\n"

example const secrets[] = {
    {"DVC201", ENVIRONMENT "      DB_PASSWORD: x1y2\n      API_KEY: 12345678\n", {5, 6}},
    {"DVC201", ENVIRONMENT "      - JWT_SECRET=x1y2\n      - MODE=fast\n      - GITHUB_TOKEN\n", {5}},
    {"DVC201", ENVIRONMENT "      DB_PASSWORD: ${DB_PASSWORD}\n      DB_PASS: $DB_PASS\n", {}},
    {"DVC201", ENVIRONMENT "      DB_PASSWORD: ${DB_PASSWORD:?set it}\n", {}},
    {"DVC201", ENVIRONMENT "      DB_PASSWORD: pa$$w0rd\n      DB_PASS: x1${Y}\n", {5, 6}},
    {"DVC201", ENVIRONMENT "      DB_PASSWORD_FILE: /run/secrets/x\n      DB_PASSWORD: \"\"\n", {}},
    {"DVC201", ENVIRONMENT "      MYSQL_ALLOW_EMPTY_PASSWORD: \"yes\"\n      MYSQL_RANDOM_ROOT_PASSWORD: 1\n", {}},
    {"DVC201", ENVIRONMENT "      TOKEN_TTL: 30\n      ACCESS_TOKEN_EXPIRE_MINUTES: 15m\n      SECRET_PORT: 80\n", {}},
    {"DVC201", ENVIRONMENT "      TOKEN_TTL: hunter2\n      EGG_PASSPORT_ID: x\n      LICENSE_KEY: x\n", {5}},
    {"DVC202", ENVIRONMENT "      U: postgres://u:pw@h/x\n      V: redis://:pw@h\n      W: http://u@h\n", {5, 6}},
    {"DVC202", ENVIRONMENT "      U: postgres://u:${PW:?x}@h/x\n      V: postgres://${U}:pw@h/x\n", {6}},
    {"DVC202", "services:\n  a:\n    image: a:1\n    command: [run, \"amqp://u:pw@q\"]\n", {4}},
    {"DVC203", ENVIRONMENT "      DB_PASSWORD: ${PW:-x1}\n      B: ${DB_PASSWORD-x1}\n      C: ${C:-x}\n", {5, 6}},
    {"DVC203", ENVIRONMENT "      DB_PASSWORD: ${PW:-}\n", {}},
    {"DVC204", "services:\n  a:\n    image: postgres:16.4\n    environment: {POSTGRES_PASSWORD: \"${P}\"}\n", {4}},
    {"DVC204", ENVIRONMENT "      DB_PASSWORD: ${P}\n", {}},
    {"DVC204", ENVIRONMENT "      DB_PASSWORD: ${P}\n", {5}, environment::prod},
    {"DVC206",
     "services:\n  a:\n    build:\n      context: .\n      args:\n        - TOKEN=x\n        - MODE=x\n",
     {6}},
    {"DVC207", "services:\n  a:\n    image: a:1\n    command: redis-server --requirepass hunter2\n", {4}},
    {"DVC207", "services:\n  a:\n    image: a:1\n    command: redis-server --requirepass ${PW}\n", {}},
    {"DVC207",
     "services:\n  a:\n    image: a:1\n    command:\n      - redis-server\n      - --requirepass\n      - x1\n",
     {7}},
    {"DVC207", "services:\n  a:\n    image: a:1\n    healthcheck:\n      test: mysqladmin ping -px1\n", {5}},
    {"DVC207", "services:\n  a:\n    image: a:1\n    command: [sh, -c, \"run --password=$$PW\"]\n", {}},
    {"DVC209", ENVIRONMENT "      A: ${UNSET_A}\n      B: ${UNSET_B:-x}\n      C: ${UNSET_C?}\n", {5}},
    {"DVC210", "services:\n  a:\n    image: a:1\n    env_file: gone.env\n", {4}},
    {"DVC210", "services:\n  a:\n    image: a:1\n    env_file:\n      - path: gone.env\n        required: false\n", {}},
    {"DVC211", ENVIRONMENT "      DB_PASSWORD: changeme\n      API_TOKEN: x8s7d6f5\n      MODE: admin\n", {5}},
    {"DVC212", "services:\n  a:\n    image: a:1\nsecrets:\n  s:\n    environment: S\n", {5}},
    {"DVC212", "services:\n  a:\n    image: a:1\n    secrets:\n      - s\nsecrets:\n  s:\n    environment: S\n", {5}},
};
INSTANTIATE_TEST_SUITE_P(secrets, compose_rules, testing::ValuesIn(secrets));

example const others[] = {
    {"DVC301", "services:\n  a:\n    image: a:1\n    mem_limit: 0\n", {4}},
    {"DVC301", "services:\n  a:\n    image: a:1\n    mem_reservation: 1g\n", {2}},
    {"DVC301", "services:\n  a:\n    image: a:1\n    deploy: {resources: {limits: {memory: 1g}}}\n", {}},
    {"DVC302", "services:\n  a:\n    image: a:1\n    cpu_quota: 50000\n", {}},
    {"DVC302", "services:\n  a:\n    image: a:1\n    deploy: {resources: {limits: {cpus: \"0.5\"}}}\n", {}},
    {"DVC302", "services:\n  a:\n    image: a:1\n    cpu_shares: 512\n", {2}},
    {"DVC303", "services:\n  a:\n    image: a:1\n    pids_limit: -1\n", {4}},
    {"DVC304", "services:\n  a:\n    image: a:1\n    mem_limit: 5m\n", {4}},
    {"DVC304", "services:\n  a:\n    image: a:1\n    mem_limit: 1g\n    mem_reservation: 2g\n", {5}},
    {"DVC304", "services:\n  a:\n    image: a:1\n    mem_limit: 1g\n    memswap_limit: 512m\n", {5}},
    {"DVC304", "services:\n  a:\n    image: a:1\n    mem_limit: 6m\n    memswap_limit: -1\n", {}},
    {"DVC305", "services:\n  a:\n    image: a:1\n    scale: 2\n    deploy: {replicas: 3}\n", {4}},
    {"DVC500", "services:\n  a:\n    image: a:1\n\tbuild: .\n", {4}},
    {"DVC501", "services:\n  a:\n    image: a:1\n    prots: []\n", {4}},
    {"DVC501", "services:\n  a:\n    image: a:1\n    x-note: {a: b}\n", {}},
    {"DVC502", "services:\n  a:\n    restart: always\n", {2}},
    {"DVC503", "services:\n  a:\n    image: a:1\n    depends_on:\n      - gone\n", {5}},
    {"DVC503", "services:\n  a:\n    image: a:1\n    volumes:\n      - gone:/x\n", {5}},
    {"DVC504", "services:\n  a:\n    image: a:1\n    depends_on: [a]\n", {4}},
    {"DVC505", "services:\n  a:\n    image: a:1\n    container_name: xy\n    scale: 2\n", {4}},
    {"DVC506", "services:\n  a:\n    image: a:1\n    tmpfs: /x\n    volumes:\n      - a:/x/\nvolumes:\n  a:\n", {6}},
    {"DVC507",
     "services:\n  a:\n    image: a:1\n    container_name: xy\n  b:\n    image: b:1\n    container_name: xy\n",
     {7}},
    {"DVC508", "services:\n  a:\n    image: a:1\n    container_name: \"-x\"\n", {4}},
    {"DVC509",
     "services:\n  a:\n    image: a:1\n    volumes: [\"./gone:/x\", \"/gone/too:/y\", \"named:/z\"]\n"
     "volumes:\n  named:\n",
     {4}},
    {"DVC510", "services:\n  a:\n    platform: linux/arm64\n    build: {context: ., platforms: [linux/amd64]}\n", {3}},
    {"DVC511", "services:\n  a:\n    build:\n      context: ./gone\n", {4}},
    {"DVC511", "services:\n  a:\n    build: .\n", {3}},
    {"DVC512", "services:\n  a:\n    image: a:1\n    init: yes\n    tty: on\n    environment: {A: yes}\n", {4, 5}},
    {"DVC513",
     "services:\n  a:\n    image: a:1\nvolumes:\n  v:\nnetworks:\n  n:\n  default:\nconfigs:\n  c:\n    content: x\n",
     {5, 7, 10}},
    {"DVC601",
     "services:\n  a:\n    image: a:1\n    annotations: {x: y}\n    ports: [\"80:80\"]\n    environment: {A: b}\n"
     "    volumes: [\"./x:/x\"]\n    cpu_rt_runtime: 400ms\n    cpu_rt_period: 1400us\n",
     {5, 6, 7, 9}},
    {"DVC602", "services:\n  b:\n    image: a:1\n  A:\n    image: a:1\n  c:\n    image: a:1\n", {4}},
    {"DVC603",
     "services:\n  a:\n    image: a:1\n    depends_on:\n      c: {condition: service_started}\n"
     "      b: {condition: service_started}\n  b:\n    image: a:1\n  c:\n    image: a:1\n",
     {4}},
    {"DVC604",
     "services:\n  a:\n    image: a:1\n    ports: ['81', \"79\", 8080:80, {target: 1, published: 3000}]\n",
     {4}},
    {"DVC604",
     "services:\n  a:\n    image: a:1\n    ports: [\"79\", 80:80, \"127.0.0.1:8001:1\", {target: 1, published: "
     "9000}]\n",
     {}},
    {"DVC605", "x-b: {a: b}\nvolumes:\n  v:\nx-a: {a: b}\nservices:\n  a:\n    image: a:1\n", {4, 5}},
    {"DVC606",
     "services:\n  a:\n    image: a:1\n    volumes:\n      - \"v:/x\"\n      - v:/y\n"
     "      - {type: volume, source: \"v\", target: '/z'}\nvolumes:\n  v:\n",
     {5}},
};
INSTANTIATE_TEST_SUITE_P(others, compose_rules, testing::ValuesIn(others));

TEST(ports, are_told_apart_as_the_peers_do) {
  EXPECT_EQ(found("DVC103", {{"compose.yaml", "services:\n  a:\n    image: a:1\n    ports: [\"0.0.0.0:80:80\"]\n"}}),
            strings{"compose.yaml:4 CIS 5.14 KICS: Container Traffic Not Bound To Host Interface CL-0005"});
  EXPECT_EQ(
      found("DVC104", {{"compose.yaml", "services:\n  a:\n    image: redis:7.4\n    ports: [\"127.0.0.1:1:6379\"]\n"}}),
      strings{"compose.yaml:4 info"});
  EXPECT_EQ(
      found("DVC104", {{"compose.yaml", "services:\n  a:\n    image: redis:7.4\n    ports: [\"127.0.0.1:1:6379\"]\n"}},
            {.where = environment::prod}),
      strings{"compose.yaml:4"});
  EXPECT_EQ(found("DVC113",
                  {{"compose.yaml", "services:\n  a:\n    image: a:1\n    ports:\n      - 22:22\n      - 60:22\n"}}),
            (strings{"compose.yaml:5 warning", "compose.yaml:6"}));
}

TEST(ports, are_put_in_quotes) {
  EXPECT_EQ(fixed("DVC113",
                  {{"compose.yaml",
                    "services:\n  a:\n    image: a:1\n    ports: [8080:80, 81]\n    expose:\n"
                    "      - 90 # x\n"}},
                  "compose.yaml"),
            "services:\n  a:\n    image: a:1\n    ports: [\"8080:80\", \"81\"]\n    expose:\n      - \"90\" # x\n");
  std::string const variable = "services:\n  a:\n    image: a:1\n    ports:\n      - ${P:-80}:80\n";
  EXPECT_EQ(fixed("DVC113", {{"compose.yaml", variable}}, "compose.yaml"), variable);
  std::string const shared = "x-p: &p\n  - 8080:80\nservices:\n  a:\n    image: a:1\n    ports: *p\n";
  EXPECT_EQ(compose_lines("DVC113", shared), std::vector<int>{2});
  EXPECT_EQ(fixed("DVC113", {{"compose.yaml", shared}}, "compose.yaml"), shared);
}

TEST(ports, are_compared_with_what_the_dockerfile_exposes) {
  files project{{"compose.yaml", "services:\n  a:\n    build: .\n    ports: [\"80:8000\"]\n"},
                {"Dockerfile", "FROM example/base:1\nEXPOSE 8001\n"}};
  EXPECT_EQ(found("DVC111", project), strings{"compose.yaml:4"});
  project["Dockerfile"] = "FROM example/base:1\nEXPOSE 8000/tcp\n";
  EXPECT_EQ(found("DVC111", project), strings{});
  project["Dockerfile"] = "FROM example/base:1\n";
  EXPECT_EQ(found("DVC111", project), strings{});
}

TEST(booleans, become_true_and_false) {
  EXPECT_EQ(fixed("DVC512", {{"compose.yaml", "services:\n  a:\n    image: a:1\n    init: yes\n    tty: \"off\"\n"}},
                  "compose.yaml"),
            "services:\n  a:\n    image: a:1\n    init: true\n    tty: false\n");
}

TEST(secrets, are_never_shown) {
  files const project{{"compose.yaml",
                       "services:\n  a:\n    image: a:1\n    command: redis-server --requirepass hunter2\n"
                       "    environment:\n      DB_PASSWORD: hunter2\n      URL: redis://:hunter2@h\n"
                       "      TOKEN: ${TOKEN:-hunter2}\n    labels: {x: \"--password hunter2\"}\n"}};
  for (std::string_view rule : {"DVC201", "DVC202", "DVC203", "DVC204", "DVC207"}) {
    for (std::string const& message : messages(rule, project, {.where = environment::prod}))
      EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
    EXPECT_NE(found(rule, project, {.where = environment::prod}), strings{}) << rule;
  }
}

TEST(variables, without_a_value_are_errors_where_they_are_credentials) {
  EXPECT_EQ(found("DVC209", {{"compose.yaml", ENVIRONMENT "      DB_PASSWORD: ${GONE}\n      A: ${ALSO_GONE}\n"}}),
            (strings{"compose.yaml:5 error", "compose.yaml:6"}));
  EXPECT_EQ(
      found("DVC209", {{"compose.yaml", ENVIRONMENT "      A: ${THERE}${EMPTY}\n"}, {".env", "THERE=1\nEMPTY=\n"}}),
      strings{});
}

TEST(env_files, are_to_be_ignored_by_git) {
  files project{{"compose.yaml", "services:\n  a:\n    image: a:1\n    env_file:\n      - app.env\n"},
                {"app.env", "A=b\n"}};
  EXPECT_EQ(found("DVC205", project), strings{"compose.yaml:5"});
  project[".gitignore"] = "*.env\n";
  EXPECT_EQ(found("DVC205", project), strings{});
  project[".env"] = "A=b\n";
  EXPECT_EQ(found("DVC205", project), strings{});
  project[".gitignore"] = "app.env\n";
  EXPECT_EQ(found("DVC205", project), strings{".env:1"});
}

TEST(env_files, have_common_passwords_at_their_own_lines) {
  EXPECT_EQ(found("DVC211", {{"compose.yaml", "services:\n  a:\n    image: a:1\n    env_file: app.env\n"},
                             {"app.env", "# x\nexport DB_PASSWORD=admin\nMODE=admin\n"},
                             {".env", "API_TOKEN=changeme\n"}}),
            (strings{".env:1", "app.env:2"}));
}

TEST(secret_files, are_to_be_there_and_not_sent) {
  files project{
      {"compose.yaml", "services:\n  a:\n    build: .\n    secrets: [s]\nsecrets:\n  s:\n    file: ./s.txt\n"},
      {"Dockerfile", "FROM alpine:3.20\nCOPY . .\n"}};
  EXPECT_EQ(found("DVC208", project), strings{"compose.yaml:7 error"});
  project["s.txt"] = "x";
  EXPECT_EQ(found("DVC208", project), strings{"compose.yaml:7"});
  project[".dockerignore"] = "s.txt\n";
  EXPECT_EQ(found("DVC208", project), strings{});
}

TEST(builds, must_exist) {
  files project{{"compose.yaml", "services:\n  a:\n    build:\n      context: .\n      target: relase\n"},
                {"Dockerfile", "FROM alpine:3.20 AS release\n"}};
  EXPECT_EQ(found("DVC511", project), strings{"compose.yaml:5"});
  project["Dockerfile"] = "FROM alpine:3.20 AS relase\n";
  EXPECT_EQ(found("DVC511", project), strings{});
}

TEST(problems, belong_to_rules_by_their_code) {
  compose::problem problem;
  EXPECT_EQ(rule_of(problem), nullptr);
  problem.code = compose::problem_code::yaml;
  ASSERT_NE(rule_of(problem), nullptr);
  EXPECT_EQ(rule_of(problem)->id, "DVC500");
  problem.code = compose::problem_code::variable_required;
  EXPECT_EQ(rule_of(problem), nullptr);
}

TEST(projects, that_compose_refuses_are_judged_all_the_same) {
  EXPECT_EQ(compose_lines("DVC020", "services:\n  a:\n    image: a:1\n    privileged: true\n    env_file: gone.env\n"),
            std::vector<int>{4});
}

}  // namespace
}  // namespace dockverify::rules::test

// Rules on compose services, DVC001 to DVC039: what each reports, where, and what it leaves alone.
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

using strings = std::vector<std::string>;

audit_options const in_production{.where = environment::prod};

struct example {
  std::string_view rule;
  std::string_view yaml;  ///< below `services:`, without it
  std::vector<int> lines;
  environment where = environment::dev;
};

class service_rules : public testing::TestWithParam<example> {};

TEST_P(service_rules, report_the_lines_that_are_wrong) {
  example const& one = GetParam();
  audit_options options;
  options.where = one.where;
  EXPECT_EQ(compose_lines(one.rule, "services:\n" + std::string(one.yaml), options), one.lines) << one.rule << "\n"
                                                                                                << one.yaml;
}

example const examples[] = {
    {"DVC002", "  a:\n    image: a:1\n  b:\n    image: b:1\n    healthcheck: {test: [CMD, x]}\n", {2}},
    {"DVC002", "  a:\n    image: a:1\n    healthcheck: {disable: true}\n", {}},
    {"DVC002", "  a:\n    image: a:1\n    profiles: [migrate]\n", {}},
    {"DVC002", "  a:\n    image: a:1\n    profiles: [debug]\n", {2}},
    {"DVC002",
     "  job:\n    image: a:1\n    restart: \"no\"\n  web:\n    image: b:1\n    healthcheck: {test: [CMD, x]}\n"
     "    depends_on: {job: {condition: service_completed_successfully}}\n",
     {}},
    {"DVC003", "  a:\n    image: a:1\n    healthcheck:\n      disable: true\n", {5}},
    {"DVC003", "  a:\n    image: a:1\n    healthcheck:\n      test: [NONE]\n", {5}},
    {"DVC003", "  a:\n    image: a:1\n    healthcheck:\n      test: [CMD, x]\n", {}},
    {"DVC004", "  a:\n    image: a:1\n    healthcheck:\n      test: [CMD, x]\n      interval: 30s\n", {4}},
    {"DVC004",
     "  a:\n    image: a:1\n    healthcheck:\n      test: x\n      interval: 5s\n      timeout: 10s\n      retries: "
     "3\n",
     {7}},
    {"DVC004",
     "  a:\n    image: a:1\n    healthcheck:\n      test: x\n      interval: 10m\n      timeout: 10s\n      retries: "
     "3\n",
     {6}},
    {"DVC004",
     "  a:\n    build: .\n    healthcheck:\n      test: x\n      interval: 10s\n      timeout: 10s\n      retries: 3\n",
     {4}},
    {"DVC004",
     "  a:\n    image: a:1\n    healthcheck:\n      test: x\n      interval: 5m\n      timeout: 10s\n      retries: "
     "3\n",
     {}},
    {"DVC004", "  a:\n    image: a:1\n    healthcheck:\n      interval: 5m\n", {}},
    {"DVC005", "  a:\n    image: nginx:1.27-alpine\n    healthcheck:\n      test: [CMD, bash, -c, x]\n", {5}},
    {"DVC005", "  a:\n    image: python:3.12-slim\n    healthcheck:\n      test: wget -q localhost || exit 1\n", {5}},
    {"DVC005", "  a:\n    image: example/unknown:1\n    healthcheck:\n      test: [CMD, curl, -f, x]\n", {}},
    {"DVC006", "  a:\n    image: a:1\n    healthcheck:\n      test: \"true\"\n", {5}},
    {"DVC006", "  a:\n    image: a:1\n    healthcheck:\n      test: [CMD, echo, ok]\n", {5}},
    {"DVC006", "  a:\n    image: a:1\n    healthcheck:\n      test: curl -f http://localhost/ || exit 1\n", {}},
    {"DVC006", "  a:\n    image: a:1\n    healthcheck:\n      test: curl -f http://localhost/ || true\n", {5}},
    {"DVC006",
     "  a:\n    image: a:1\n    ports: [\"9000:80\"]\n    healthcheck:\n      test: curl -f http://localhost:9000/\n",
     {6}},
    {"DVC006",
     "  a:\n    image: a:1\n    ports: [\"9000:80\"]\n    healthcheck:\n      test: curl -f http://localhost:80/\n",
     {}},
    {"DVC006", "  a:\n    image: redis:7.4\n    healthcheck:\n      test: nc -z localhost 6379\n", {5}},
    {"DVC006", "  a:\n    image: redis:7.4\n    healthcheck:\n      test: [CMD, redis-cli, ping]\n", {}},
    {"DVC007", "  a:\n    image: a:1\n", {2}},
    {"DVC007", "  a:\n    image: a:1\n    restart: \"no\"\n", {}},
    {"DVC007", "  a:\n    image: a:1\n    deploy: {restart_policy: {condition: on-failure}}\n", {}},
    {"DVC008", "  a:\n    image: a:1\n    restart: always\n", {4}},
    {"DVC008", "  a:\n    image: a:1\n    restart: unless-stopped\n", {}},
    {"DVC008", "  a:\n    image: a:1\n    restart: unless-stopped\n", {4}, environment::prod},
    {"DVC008", "  a:\n    image: a:1\n    restart: on-failure\n", {4}, environment::prod},
    {"DVC008", "  a:\n    image: a:1\n    restart: on-failure:6\n", {4}, environment::prod},
    {"DVC008", "  a:\n    image: a:1\n    restart: on-failure:5\n", {}, environment::prod},
    {"DVC008", "  a:\n    image: a:1\n    restart: \"no\"\n", {4}},
    {"DVC008",
     "  job:\n    image: a:1\n    restart: on-failure\n  b:\n    image: b:1\n"
     "    depends_on: {job: {condition: service_completed_successfully}}\n",
     {4}},
    {"DVC009", "  a:\n    image: a:1\n    depends_on:\n      - db\n  db:\n    image: postgres:16.4\n", {5}},
    {"DVC009",
     "  a:\n    image: a:1\n    depends_on:\n      db:\n        condition: service_started\n  db:\n    image: b:1\n",
     {6}},
    {"DVC009",
     "  a:\n    image: a:1\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: b:1\n",
     {}},
    {"DVC009", "  a:\n    image: a:1\n    depends_on: [db]\n  db:\n    image: b:1\n    profiles: [tools]\n", {}},
    {"DVC009", "  a:\n    image: a:1\n    links: [db]\n  db:\n    image: b:1\n", {}},
    {"DVC010",
     "  a:\n    image: a:1\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: b:1\n",
     {6}},
    {"DVC010",
     "  a:\n    image: a:1\n    depends_on: {db: {condition: service_healthy}}\n  db:\n    image: b:1\n"
     "    healthcheck: {test: [CMD, x]}\n",
     {}},
    {"DVC011", "  a:\n    image: a:1\n    environment:\n      - DB_HOST=db\n  db:\n    image: b:1\n", {5}},
    {"DVC011",
     "  a:\n    image: a:1\n    environment: {U: \"http://db:80/\"}\n    depends_on: [db]\n  db:\n    image: b:1\n",
     {}},
    {"DVC011",
     "  a:\n    image: a:1\n    environment: {U: \"http://elsewhere.example.com/\"}\n  db:\n    image: b:1\n",
     {}},
    {"DVC011", "  a:\n    image: a:1\n    environment: {NAME: db}\n  db:\n    image: b:1\n", {}},
    {"DVC012", "  a:\n    image: mysql:8.4\n    volumes:\n      - ./data:/var/lib/mysql\n", {5}},
    {"DVC012", "  a:\n    image: mysql:8.4\n    volumes:\n      - ./my.cnf:/etc/mysql/my.cnf:ro\n", {}},
    {"DVC012",
     "  a:\n    image: redis:7.4\n    volumes:\n      - type: bind\n        source: ./d\n        target: /data\n",
     {5}},
    {"DVC013", "  a:\n    image: redis:7.4\n", {2}},
    {"DVC013", "  a:\n    image: redis:7.4\n    volumes:\n      - /data\n", {5}},
    {"DVC013", "  a:\n    image: redis:7.4\n    tmpfs: /data\n", {}},
    {"DVC013", "  a:\n    image: example/app:1\n", {}},
    {"DVC021", "  a:\n    image: a:1\n    cap_add: [cap_sys_admin, CHOWN]\n", {4}},
    {"DVC021", "  a:\n    image: a:1\n    cap_add:\n      - CHOWN\n      - ALL\n      - NET_ADMIN\n", {6, 7}},
    {"DVC022", "  a:\n    image: a:1\n    cap_drop: [all]\n", {}},
    {"DVC022", "  a:\n    image: a:1\n    cap_drop: [MKNOD]\n", {4}},
    {"DVC023", "  a:\n    image: a:1\n    security_opt: [\"no-new-privileges:false\"]\n", {4}},
    {"DVC023", "  a:\n    image: a:1\n    security_opt: [no-new-privileges]\n", {}},
    {"DVC024", "  a:\n    image: a:1\n    security_opt:\n      - apparmor=unconfined\n      - label:disable\n", {5, 6}},
    {"DVC024", "  a:\n    image: a:1\n    security_opt: [\"seccomp:./profile.json\"]\n", {}},
    {"DVC025", "  a:\n    image: a:1\n    read_only: true\n", {}},
    {"DVC026", "  a:\n    image: a:1\n    volumes:\n      - /run:/host/run\n      - /run/app:/run/app\n", {5}},
    {"DVC026", "  a:\n    image: a:1\n    volumes: [\"/run/containerd/containerd.sock:/s\"]\n", {4}},
    {"DVC026", "  a:\n    image: a:1\n    volumes: [\"/:/host:ro\"]\n", {4}},
    {"DVC027", "  a:\n    image: a:1\n    volumes: [\"/etc/localtime:/etc/localtime:ro\"]\n", {}},
    {"DVC027", "  a:\n    image: a:1\n    volumes: [\"/etc/localtime:/etc/localtime\"]\n", {4}},
    {"DVC027", "  a:\n    image: a:1\n    volumes: [\"~/.ssh:/root/.ssh:ro\"]\n", {4}},
    {"DVC027", "  a:\n    image: a:1\n    volumes: [\"./etc:/etc\", \"/srv/data:/data\", \"/library:/l\"]\n", {}},
    {"DVC028", "  a:\n    image: a:1\n    pid: host\n    ipc: host\n    userns_mode: host\n", {4, 5, 6}},
    {"DVC028", "  a:\n    image: a:1\n    ipc: shareable\n", {}},
    {"DVC029", "  a:\n    image: a:1\n    devices:\n      - /dev/fuse:/dev/fuse\n      - /dev/sdb1:/dev/x\n", {5, 6}},
    {"DVC030", "  a:\n    image: a:1\n    volumes: [\"./a:/a:shared\", \"./b:/b:rslave\"]\n", {4}},
    {"DVC031", "  a:\n    image: a:1\n    user: \"0:0\"\n", {4}},
    {"DVC031", "  a:\n    image: a:1\n    user: \"1000:0\"\n", {}},
    {"DVC033", "  a:\n    image: a:1\n    logging:\n      driver: none\n", {5}},
    {"DVC034", "  a:\n    image: a:1\n    logging: {driver: syslog}\n", {}},
    {"DVC035", "  a:\n    image: a:1\n    tmpfs: /run:noexec,size=1m\n", {}},
    {"DVC035", "  a:\n    image: a:1\n    tmpfs:\n      - /a:size=1m\n      - /b:suid\n", {6}},
    {"DVC037", "  a:\n    image: a:1\n    deploy:\n      replicas: 2\n      placement: {constraints: [x]}\n", {6}},
    {"DVC038", "  a:\n    build: .\n    image: nginx:1.27\n", {3}},
    {"DVC038", "  a:\n    build: .\n    image: nginx:1.27\n    pull_policy: build\n", {}},
    {"DVC038", "  a:\n    build: .\n    image: registry.example.com/team/app:1.27\n", {}},
};
INSTANTIATE_TEST_SUITE_P(all, service_rules, testing::ValuesIn(examples));

TEST(capabilities, are_as_severe_as_what_they_allow) {
  files const project{{"compose.yaml",
                       "services:\n  a:\n    image: a:1\n    cap_add: [SYS_ADMIN]\n  b:\n    image: b:1\n"
                       "    cap_add: [NET_ADMIN]\n  c:\n    image: c:1\n    cap_add: [SYS_PTRACE]\n"}};
  EXPECT_EQ(found("DVC021", project), (strings{"compose.yaml:4 CIS 5.4 KICS: Check Cap Add Cap Drop CL-0024",
                                               "compose.yaml:7 warning CIS 5.4 KICS: Check Cap Add Cap Drop CL-0011",
                                               "compose.yaml:10 info CIS 5.4 KICS: Check Cap Add Cap Drop CL-0027"}));
}

TEST(healthcheck, may_stand_in_the_dockerfile) {
  files project{{"compose.yaml", "services:\n  a:\n    build: .\n"},
                {"Dockerfile", "FROM alpine:3.20\nHEALTHCHECK CMD true\n"}};
  EXPECT_EQ(found("DVC002", project), strings{});
  project["Dockerfile"] = "FROM alpine:3.20\n";
  EXPECT_EQ(found("DVC002", project), strings{"compose.yaml:2"});
  project["Dockerfile"] = "FROM alpine:3.20\nHEALTHCHECK NONE\n";
  EXPECT_EQ(found("DVC002", project), strings{"compose.yaml:2"});
}

TEST(healthcheck, may_use_what_the_dockerfile_installs) {
  files project{{"compose.yaml", "services:\n  a:\n    build: .\n    healthcheck:\n      test: [CMD, curl, -f, x]\n"},
                {"Dockerfile", "FROM python:3.12-slim\nRUN apt-get update && apt-get install -y curl\n"}};
  EXPECT_EQ(found("DVC005", project), strings{});
  project["Dockerfile"] = "FROM python:3.12-slim\n";
  EXPECT_EQ(found("DVC005", project), strings{"compose.yaml:5"});
}

TEST(healthcheck, must_say_how_its_test_is_run) {
  EXPECT_EQ(found("DVC004", {{"compose.yaml",
                              "services:\n  a:\n    image: a:1\n    healthcheck:\n      test: [curl, x]\n"
                              "      interval: 10s\n      timeout: 5s\n      retries: 3\n"}}),
            strings{"compose.yaml:5 error"});
}

TEST(data, of_a_volume_in_the_dockerfile_is_data_too) {
  EXPECT_EQ(found("DVC012", {{"compose.yaml", "services:\n  a:\n    build: .\n    volumes: [\"./x:/store\"]\n"},
                             {"Dockerfile", "FROM alpine:3.20\nVOLUME /store\n"}}),
            strings{"compose.yaml:4"});
}

TEST(version_key, goes_with_the_blank_line_below) {
  EXPECT_EQ(fixed("DVC001", {{"compose.yaml", "version: '3'\n\nservices:\n  a:\n    image: a:1\n"}}, "compose.yaml"),
            "services:\n  a:\n    image: a:1\n");
  EXPECT_EQ(
      fixed("DVC001", {{"compose.yaml", "name: x\r\nversion: \"3\" # old\r\nservices:\r\n  a:\r\n    image: a:1\r\n"}},
            "compose.yaml"),
      "name: x\r\nservices:\r\n  a:\r\n    image: a:1\r\n");
}

TEST(version_key, goes_only_as_a_whole) {
  std::string const rest = "services:\n  a:\n    image: a:1\n";
  struct row {
    std::string before, after;
  };
  for (row const& one : std::vector<row>{
           {"version: 3.0 # old\n" + rest, rest},
           {"\"version\": 3.8\n" + rest, rest},
           {rest + "version: \"3\"", rest},
           {"{version: '3', services: {a: {image: \"a:1\"}}}\n", "{services: {a: {image: \"a:1\"}}}\n"},
           {"{services: {a: {image: \"a:1\"}}, version: 3.8}\n", "{services: {a: {image: \"a:1\"}}}\n"},
           {"{\n  \"version\": \"3\",\n  \"services\": {\"a\": {\"image\": \"a:1\"}}\n}\n",
            "{\n  \"services\": {\"a\": {\"image\": \"a:1\"}}\n}\n"},
           {"{\n  \"services\": {\"a\": {\"image\": \"a:1\"}},\n  \"version\": \"3\"\n}\n",
            "{\n  \"services\": {\"a\": {\"image\": \"a:1\"}}\n}\n"},
           // Values that span lines, and shared ones.
           {"version: >-\n  3\n" + rest, ""},
           {"version: \"3\n  .8\"\n" + rest, ""},
           {"version: 3\n  .8\n" + rest, ""},
           {"version:\n  \"3\"\n" + rest, ""},
           {"version: &v 3\n" + rest, ""},
       }) {
    EXPECT_EQ(found("DVC001", {{"compose.yaml", one.before}}).size(), 1U) << one.before;
    EXPECT_EQ(fixed("DVC001", {{"compose.yaml", one.before}}, "compose.yaml"),
              one.after.empty() ? one.before : one.after);
  }
}

TEST(version_key, is_found_in_every_file) {
  EXPECT_EQ(found("DVC001", {{"compose.yaml", "version: '3'\nservices:\n  a:\n    image: a:1\n"},
                             {"compose.override.yaml", "# more\nversion: '3'\nservices:\n  a:\n    image: a:2\n"}}),
            (strings{"compose.override.yaml:2", "compose.yaml:1"}));
}

TEST(depends_on, becomes_the_long_form) {
  std::string const rest = "  db:\n    image: postgres:16.4\n    healthcheck: {test: [CMD, x]}\n  q:\n    image: b:1\n";
  EXPECT_EQ(fixed("DVC009",
                  {{"compose.yaml",
                    "services:\n  a:\n    image: a:1\n    depends_on:\n      - db # first\n"
                    "      - q\n" +
                        rest}},
                  "compose.yaml"),
            "services:\n  a:\n    image: a:1\n    depends_on:\n      db:\n        condition: service_healthy # first\n"
            "      q:\n        condition: service_started\n" +
                rest);
  EXPECT_EQ(fixed("DVC009",
                  {{"compose.yaml",
                    "services:\n  a:\n    image: a:1\n    depends_on:\n      db:\n"
                    "        condition: service_started\n" +
                        rest}},
                  "compose.yaml"),
            "services:\n  a:\n    image: a:1\n    depends_on:\n      db:\n        condition: service_healthy\n" + rest);
  // A list may stand in its key's column, a map may not.
  EXPECT_EQ(fixed("DVC009",
                  {{"compose.yaml",
                    "services:\n  a:\n    image: a:1\n    depends_on:\n    - \"db\"\n    - q\n    tty: true\n" + rest}},
                  "compose.yaml"),
            "services:\n  a:\n    image: a:1\n    depends_on:\n      \"db\":\n        condition: service_healthy\n"
            "      q:\n        condition: service_started\n    tty: true\n" +
                rest);
  EXPECT_EQ(
      fixed("DVC009",
            {{"compose.yaml",
              "services:\n  a:\n    image: a:1\n    depends_on:\n      db:\n"
              "        condition: \"service_started\"\n" +
                  rest}},
            "compose.yaml"),
      "services:\n  a:\n    image: a:1\n    depends_on:\n      db:\n        condition: \"service_healthy\"\n" + rest);
  std::string const shared = "x-a: &a\n  depends_on:\n    - db\nservices:\n  a:\n    <<: *a\n    image: a:1\n" + rest;
  EXPECT_EQ(fixed("DVC009", {{"compose.yaml", shared}}, "compose.yaml"), shared);
}

TEST(read_only, root_is_asked_for_in_production) {
  EXPECT_EQ(compose_lines("DVC025", "services:\n  a:\n    image: a:1\n", in_production), std::vector<int>{2});
}

}  // namespace
}  // namespace dockverify::rules::test

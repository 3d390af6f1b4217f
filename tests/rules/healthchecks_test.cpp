// DVC002, DVC006, DVC007, DVC008 and DVC010: which tests test nothing, which services need one, which are to end.
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

std::string with_test(std::string const& test, std::string const& image = "a:1") {
  return "services:\n  a:\n    image: " + image + "\n    healthcheck:\n      test: " + test + "\n";
}
std::string script(std::string const& text) {
  std::string quoted;
  for (char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return with_test("[CMD-SHELL, '" + quoted + "']");
}

TEST(healthchecks, that_always_succeed_test_nothing) {
  for (std::string one : {"exit 0",
                          "exit",
                          "true",
                          "/bin/true",
                          "/usr/bin/true",
                          ":",
                          "echo ok",
                          "curl -f x || true",
                          "curl -f x ||true",
                          "curl -f x || exit 0",
                          "curl -f x; exit 0",
                          "curl -f x || echo failed",
                          "curl -f x || echo 'it is down'",
                          "echo ok && exit 0",
                          "(exit 0)",
                          "{ curl -f x; } || :",
                          "[ 1 -eq 1 ]",
                          "curl -f x | echo ok",
                          "echo \"$(date)\"",
                          "curl -f x >/dev/null 2>&1 || true"}) {
    EXPECT_EQ(compose_lines("DVC006", script(one)), std::vector<int>{5}) << one;
  }
  for (std::string one :
       {"[CMD, echo, ok]", "[CMD, /usr/bin/true]", "[CMD, sh, -c, exit 0]", "[CMD, test, \"1\", =, \"1\"]"})
    EXPECT_EQ(compose_lines("DVC006", with_test(one)), std::vector<int>{5}) << one;
}

TEST(healthchecks, that_can_fail_test_something) {
  for (std::string one :
       {"curl -f x", "curl -f x || exit 1", "curl -f x || exit 1; exit 0", "pg_isready || exit 1; true",
        "if ! curl -f x; then exit 1; fi; exit 0", "set -e; curl -f x; exit 0", "echo > /dev/tcp/localhost/80",
        ": < /run/ready", "true && curl -f x", "echo ok | grep ok", "exit 1", "! true", "test -f /tmp/x", "[ $x = $x ]",
        "curl -f x && echo ok", "echo ok; curl -f x", "trap 'exit 1' EXIT; true"}) {
    EXPECT_EQ(compose_lines("DVC006", script(one)), std::vector<int>{}) << one;
  }
}

TEST(healthchecks, of_data_stores_use_their_own_probes) {
  struct row {
    std::string image, test;
    std::vector<int> lines;
  };
  for (row const& one : std::vector<row>{
           {"postgres:16.4", "[CMD, nc, -z, localhost, \"5432\"]", {5}},
           {"postgres:16.4", "[CMD, /usr/local/bin/check.sh]", {}},
           {"clickhouse/clickhouse-server:24.8", "[CMD, wget, --spider, -q, \"http://localhost:8123/ping\"]", {}},
           {"clickhouse/clickhouse-server:24.8", "[CMD, wget, -q, \"http://localhost:8123/x\"]", {5}},
           {"influxdb:2.7", "[CMD, curl, -f, \"http://localhost:8086/health\"]", {}},
           {"minio/minio:RELEASE.2024-09-13T20-26-02Z",
            "[CMD, curl, -f, \"http://localhost:9000/minio/health/live\"]",
            {}},
           {"zookeeper:3.9.2", "[CMD-SHELL, \"echo ruok | nc localhost 2181 | grep imok\"]", {}},
           {"zookeeper:3.9.2", "[CMD-SHELL, \"echo srvr | nc localhost 2181\"]", {}},
       }) {
    EXPECT_EQ(compose_lines("DVC006", with_test(one.test, one.image)), one.lines) << one.image << one.test;
  }
}

TEST(healthchecks, may_ask_a_port_that_a_variable_names) {
  std::string const yaml = with_test("[CMD, curl, \"http://localhost:8125/\"]") + "    ports: [\"8080:8080\"]\n";
  EXPECT_EQ(compose_lines("DVC006", yaml), std::vector<int>{5});
  EXPECT_EQ(compose_lines("DVC006", yaml + "    environment: {MANAGEMENT_PORT: \"8125\"}\n"), std::vector<int>{});
}

TEST(healthchecks, without_a_test_need_one_in_the_image) {
  files project{{"compose.yaml",
                 "services:\n  a:\n    image: a:1\n    depends_on: {b: {condition: service_healthy}}\n  b:\n"
                 "    build: .\n    healthcheck:\n      interval: 5s\n"},
                {"Dockerfile", "FROM alpine:3.20\n"}};
  EXPECT_EQ(found("DVC002", project), (std::vector<std::string>{"compose.yaml:2", "compose.yaml:7"}));
  EXPECT_EQ(found("DVC010", project), std::vector<std::string>{"compose.yaml:4"});
  project["Dockerfile"] += "HEALTHCHECK CMD check\n";
  EXPECT_EQ(found("DVC002", project), std::vector<std::string>{"compose.yaml:2"});
  EXPECT_EQ(found("DVC010", project), std::vector<std::string>{});
  EXPECT_EQ(compose_lines("DVC002", "services:\n  a:\n    image: a:1\n    healthcheck: {interval: 5s}\n"),
            std::vector<int>{});
}

TEST(services_to_end, may_be_named_by_their_profile) {
  std::string const yaml = "services:\n  a:\n    image: a:1\n    profiles: [tools]\n    restart: unless-stopped\n";
  EXPECT_EQ(compose_lines("DVC002", yaml), std::vector<int>{});
  EXPECT_EQ(compose_lines("DVC008", yaml), std::vector<int>{5});
}

}  // namespace
}  // namespace dockverify::rules::test

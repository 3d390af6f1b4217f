// The checklist for compose files that this tool was made for: each line once as it should not be and once as it
// should.
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

struct line {
  std::string_view says;
  std::string_view rule;
  std::string bad, good;
  environment where = environment::dev;
};

class compose_checklist : public testing::TestWithParam<line> {};

std::vector<std::string> serious(line const& one, std::string const& yaml) {
  audit_options options;
  options.where = one.where;
  options.variables = {{"POSTGRES_PASSWORD", "x8s7d6f5"}};
  std::vector<std::string> found_ones = found(one.rule, {{"compose.yaml", yaml}}, options);
  std::erase_if(found_ones, [](std::string const& text) { return text.ends_with(" info"); });
  return found_ones;
}

TEST_P(compose_checklist, tells_bad_from_good) {
  EXPECT_NE(serious(GetParam(), GetParam().bad), std::vector<std::string>{}) << GetParam().says;
  EXPECT_EQ(serious(GetParam(), GetParam().good), std::vector<std::string>{}) << GetParam().says;
}

std::string service(std::string const& keys, std::string const& image = "example/app:1.4") {
  return "services:\n  app:\n    image: " + image + "\n" + keys;
}

std::string const pattern = R"yaml(services:
  core-api:
    image: example/core-api:1.4
    healthcheck:
      test: ["CMD", "python", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8000/health')"]
      interval: 30s
      timeout: 5s
      retries: 3
      start_period: 10s
    depends_on:
      postgres:
        condition: service_healthy
      redis:
        condition: service_healthy

  postgres:
    image: postgres:17.2-alpine
    healthcheck:
      test: ["CMD-SHELL", "pg_isready -U postgres"]
      interval: 10s
      timeout: 5s
      retries: 5

  redis:
    image: redis:7.4-alpine
    healthcheck:
      test: ["CMD", "redis-cli", "ping"]
      interval: 10s
      timeout: 5s
      retries: 5
)yaml";

std::string const short_dependency =
    "services:\n  app:\n    image: a:1\n    depends_on:\n      - postgres\n"
    "  postgres:\n    image: postgres:17.2-alpine\n"
    "    healthcheck: {test: [CMD-SHELL, pg_isready]}\n";
std::string const long_dependency =
    "services:\n  app:\n    image: a:1\n    depends_on:\n      postgres:\n"
    "        condition: service_healthy\n"
    "  postgres:\n    image: postgres:17.2-alpine\n"
    "    healthcheck: {test: [CMD-SHELL, pg_isready]}\n";

line const checklist[] = {
    {"health checks defined for all services", "DVC002", service(""), pattern},
    {"restart policy appropriate: unless-stopped for dev", "DVC007", service(""),
     service("    restart: unless-stopped\n")},
    {"restart policy appropriate: on-failure for prod", "DVC008", service("    restart: unless-stopped\n"),
     service("    restart: on-failure:5\n"), environment::prod},
    {"variables from .env, not inline secrets", "DVC201",
     service("    environment:\n      - POSTGRES_PASSWORD=password\n", "postgres:17.2-alpine"),
     service("    environment:\n      - POSTGRES_PASSWORD=${POSTGRES_PASSWORD}\n", "postgres:17.2-alpine")},
    {"secrets in the file", "DVC201", service("    environment:\n      - POSTGRES_PASSWORD=password\n"),
     service("    secrets:\n      - db_password\n") + "secrets:\n  db_password:\n    environment: POSTGRES_PASSWORD\n"},
    {"a better secret is better", "DVC204",
     service("    environment:\n      - POSTGRES_PASSWORD=${POSTGRES_PASSWORD}\n", "postgres:17.2-alpine"),
     service("    secrets:\n      - db_password\n") + "secrets:\n  db_password:\n    environment: POSTGRES_PASSWORD\n",
     environment::prod},
    {"named volumes, not bind mounts, for data", "DVC012",
     service("    volumes: [\"./pg:/var/lib/postgresql/data\"]\n", "postgres:17.2-alpine"),
     service("    volumes: [\"pg:/var/lib/postgresql/data\"]\n", "postgres:17.2-alpine") + "volumes:\n  pg:\n"},
    {"memory limit set", "DVC301", service(""), service("    mem_limit: 512m\n")},
    {"cpu limit set", "DVC302", service(""), service("    cpus: 0.5\n")},
    {"a dedicated network", "DVC101", "services:\n  a:\n    image: a:1\n  b:\n    image: b:1\n",
     "services:\n  a:\n    image: a:1\n    networks: [n]\n  b:\n    image: b:1\n    networks: [n]\nnetworks:\n  n:\n",
     environment::prod},
    {"not the default bridge", "DVC101", service("    network_mode: bridge\n"),
     service("    networks: [n]\n") + "networks:\n  n:\n"},
    {"only necessary ports exposed", "DVC103", service("    ports: [\"8000:8000\"]\n"),
     service("    ports: [\"127.0.0.1:8000:8000\"]\n")},
    {"internal services need no host port in production", "DVC104",
     service("    ports: [\"127.0.0.1:5432:5432\"]\n", "postgres:17.2-alpine"), service("", "postgres:17.2-alpine"),
     environment::prod},
    {"service names, not localhost", "DVC106",
     "services:\n  a:\n    image: a:1\n    environment: {REDIS_URL: \"redis://localhost:6379\"}\n  redis:\n"
     "    image: redis:7.4-alpine\n",
     "services:\n  a:\n    image: a:1\n    environment: {REDIS_URL: \"redis://redis:6379\"}\n  redis:\n"
     "    image: redis:7.4-alpine\n"},
    {"waits for the health check", "DVC009", short_dependency, long_dependency},
    {"the version key is deprecated", "DVC001", "version: \"3.9\"\n" + service(""), service("")},
};
INSTANTIATE_TEST_SUITE_P(all, compose_checklist, testing::ValuesIn(checklist));

TEST(health_check_pattern, has_nothing_wrong_with_its_checks) {
  for (std::string_view rule :
       {"DVC002", "DVC003", "DVC004", "DVC005", "DVC006", "DVC009", "DVC010", "DVC011", "DVC106"})
    EXPECT_EQ(found(rule, {{"compose.yaml", pattern}}), std::vector<std::string>{}) << rule;
}

}  // namespace
}  // namespace dockverify::rules::test

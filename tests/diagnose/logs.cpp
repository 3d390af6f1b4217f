// Programs that say themselves what is wrong: one real log line a cause, and lines that must not match.
#include "contexts.hpp"

namespace dockverify::diagnose {
namespace {

using namespace dockverify::diagnose::testing;

struct logged {
  char const* rule;
  int exit_code;
  char const* line;
};

class log_line : public ::testing::TestWithParam<logged> {};

TEST_P(log_line, tells_the_cause) {
  logged const& l = GetParam();
  finding const f = explain(exited(l.exit_code, {"starting up", l.line, "bye"}));
  EXPECT_EQ(f.rule, l.rule) << l.line;
  ASSERT_FALSE(f.evidences.empty());
  bool quoted = false;
  for (evidence const& e : f.evidences) quoted = quoted || e.text.find(l.line) != std::string::npos;
  EXPECT_TRUE(quoted);
}

INSTANTIATE_TEST_SUITE_P(
    catalogue, log_line,
    ::testing::Values(
        logged{"DVS009", 1, "could not write to file \"pg_wal/xlogtemp.22\": No space left on device"},
        logged{"DVS025", 127, "/entrypoint.sh: line 3: gunicorn: command not found"},
        logged{"DVS025", 127, "/bin/sh: 1: gunicorn: not found"},
        logged{"DVS026", 126, "/bin/sh: /app/run.sh: Permission denied"},
        logged{"DVS041", 1, "exec /entrypoint.sh: no such file or directory"},
        logged{"DVS041", 1, "standard_init_linux.go:228: exec user process caused: no such file or directory"},
        logged{"DVS042", 1, "exec /usr/local/bin/server: exec format error"},
        logged{"DVS042", 1, "standard_init_linux.go:228: exec user process caused: exec format error"},
        logged{"DVS049", 1, "/bin/sh: can't fork: Resource temporarily unavailable"},
        logged{"DVS050", 1, "touch: /var/run/app.pid: Read-only file system"},
        logged{"DVS051", 1, "RuntimeError: can't start new thread"},
        logged{"DVS059", 1, "connection to server at \"localhost\" (127.0.0.1), port 5432 failed: Connection refused"},
        logged{"DVS059", 1, "Error: connect ECONNREFUSED 127.0.0.1:6379"},
        logged{"DVS061", 1,
               "psycopg2.OperationalError: could not translate host name \"db\" to address: Temporary failure in name "
               "resolution"},
        logged{"DVS061", 1, "Error: getaddrinfo ENOTFOUND redis"},
        logged{"DVS062", 1,
               "2026/01/01 00:00:00 [emerg] 1#1: host not found in upstream \"core-api\" in /etc/nginx/nginx.conf:12"},
        logged{"DVS063", 1, "FATAL:  password authentication failed for user \"app\""},
        logged{"DVS064", 1, "FATAL:  database files are incompatible with server"},
        logged{"DVS065", 1, "Error: in 18+, these Docker images are configured to store database data in a"},
        logged{"DVS066", 1, "Error: Database is uninitialized and superuser password is not specified."},
        logged{"DVS067", 1, "FATAL:  role \"app\" does not exist"},
        logged{"DVS068", 1, "Can't handle RDB format version 12"},
        logged{"DVS069", 1, "[ERROR] InnoDB: Unable to lock ./ibdata1 error: 11"},
        logged{"DVS070", 2, "open /prometheus/queries.active: permission denied"},
        logged{"DVS071", 78,
               "max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]"},
        logged{"DVS073", 1, "ModuleNotFoundError: No module named 'fastapi'"},
        logged{"DVS073", 1, "ERROR:    Error loading ASGI app. Could not import module \"main\"."},
        // Near misses: an ordinary line that shares words with a cause.
        logged{"DVS000", 1, "GET /favicon.ico: not found"},
        logged{"DVS000", 1, "exec plan: no such file or directory listing"},
        logged{"DVS000", 1, "connection refused by peer 10.0.0.7:5432"},
        logged{"DVS000", 1, "warning: relation \"x\" does not exist"}));

TEST(log_line, is_quoted_from_the_end) {
  finding const f = explain(exited(1, {"FATAL:  role \"old\" does not exist", "FATAL:  role \"new\" does not exist"}));
  EXPECT_EQ(f.message, "the role new does not exist in the database");
}

}  // namespace
}  // namespace dockverify::diagnose

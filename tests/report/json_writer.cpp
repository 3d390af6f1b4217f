// The JSON report to the letter of the contract: a golden text, so that the order of keys counts as well.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "report/version.hpp"
#include "report/writers.hpp"
#include "rich_report.hpp"

namespace dockverify {
namespace {

std::string written(report const& r) {
  std::ostringstream out;
  json_writer.write(r, {}, out);
  return out.str();
}

constexpr std::string_view golden = R"json({
  "schema": "dockverify/report/v1",
  "tool": {
    "name": "dockverify",
    "version": "VERSION"
  },
  "command": "up",
  "project": {
    "name": "shop",
    "directory": ".",
    "files": [
      "compose.yaml"
    ]
  },
  "engine": {
    "host": "unix:///var/run/docker.sock",
    "version": "28.5.2",
    "api_version": "1.51",
    "os": "linux",
    "arch": "amd64"
  },
  "outcome": "failed",
  "exit_code": 4,
  "elapsed_ms": 3214,
  "checks": {
    "executed": 120,
    "passed": 117,
    "failed": 2,
    "undetermined": 1
  },
  "findings": [
    {
      "rule": "DVS043",
      "name": "out-of-memory",
      "kind": "startup",
      "severity": "error",
      "service": "postgres",
      "container": "shop-postgres-1",
      "file": "compose.yaml",
      "line": 3,
      "column": 3,
      "message": "it was killed for using more memory than its memory limit of 64 MiB",
      "evidence": [
        {
          "source": "out of memory",
          "text": "State.OOMKilled is true"
        },
        {
          "source": "state",
          "text": "exited, exit code 137 (killed by SIGKILL), out of memory"
        },
        {
          "source": "last log lines",
          "text": "\u001b[32mLOG\u001b[0m:  starting PostgreSQL 15.18\n\u001b]0;owned\u0007LOG:  bye\r\n"
        }
      ],
      "advice": "raise the limit",
      "fingerprint": "4a600e692cc804a7"
    },
    {
      "rule": "DVS056",
      "name": "dependency-failed",
      "kind": "startup",
      "severity": "error",
      "service": "api",
      "file": "compose.yaml",
      "line": 12,
      "column": 3,
      "message": "it waited for postgres",
      "caused_by": "postgres",
      "fingerprint": "33123679660a6010"
    },
    {
      "rule": "DVA012",
      "name": "moving-tag",
      "kind": "audit",
      "severity": "warning",
      "service": "cache",
      "file": "compose.yaml",
      "line": 22,
      "column": 12,
      "message": "image redis has no tag",
      "fingerprint": "09830436adfe8ca4"
    },
    {
      "rule": "DVR011",
      "name": "memory",
      "kind": "drift",
      "severity": "error",
      "service": "cache",
      "container": "shop-cache-1",
      "file": "compose.yaml",
      "line": 24,
      "column": 5,
      "message": "memory limit is not what the file declares",
      "expected": "268435456",
      "actual": "0",
      "class": "mutated",
      "field": "HostConfig.Memory",
      "evidence": [
        {
          "source": "compose.yaml:24:5 mem_limit",
          "text": "268435456"
        },
        {
          "source": "GET /containers/{id}/json HostConfig.Memory",
          "text": "0"
        },
        {
          "source": "/sys/fs/cgroup/memory.max",
          "text": "max"
        }
      ],
      "fix": "docker update --memory 256m shop-cache-1",
      "aliases": [
        "CIS 5.11"
      ],
      "fingerprint": "e32c594c2e5527cd"
    }
  ],
  "services": [
    {
      "name": "postgres",
      "image": "postgres:15",
      "ready": false,
      "action": "recreated",
      "changed_keys": [
        "image"
      ],
      "reason": "exited (137)",
      "containers": [
        {
          "id": "0123456789ab",
          "name": "shop-postgres-1",
          "state": "exited",
          "restarts": 0,
          "created_ms": 120,
          "started_ms": 310
        }
      ]
    },
    {
      "name": "api",
      "image": "shop/api:1.4.2",
      "ready": false,
      "action": "created",
      "reason": "blocked by postgres",
      "containers": [
        {
          "id": "0123456789ab",
          "name": "shop-api-1",
          "state": "created",
          "restarts": 0,
          "created_ms": 131
        }
      ]
    },
    {
      "name": "cache",
      "image": "redis",
      "ready": true,
      "ready_by": "eager",
      "action": "created",
      "containers": [
        {
          "id": "0123456789ab",
          "name": "shop-cache-1",
          "state": "running",
          "health": "healthy",
          "restarts": 1,
          "created_ms": 122,
          "started_ms": 322,
          "ready_ms": 1204
        }
      ]
    }
  ],
  "timeline": [
    {
      "t_ms": 310,
      "service": "postgres",
      "event": "started"
    },
    {
      "t_ms": 1204,
      "service": "cache",
      "event": "ready",
      "detail": "by the eager probe"
    }
  ],
  "errors": []
}
)json";

TEST(json_writer, writes_the_contract) {
  report r = testing::rich_report();
  conclude(r, fail_on::error, true);
  std::string expected{golden};
  expected.replace(expected.find("\"VERSION\"") + 1, 7, tool_version());
  EXPECT_EQ(written(r), expected);
}

TEST(json_writer, leaves_out_what_does_not_apply) {
  report r;
  r.command = "version";
  auto const doc = nlohmann::json::parse(written(r));
  EXPECT_FALSE(doc.contains("project"));
  EXPECT_FALSE(doc.contains("engine"));
  for (char const* list : {"findings", "services", "timeline", "errors"}) EXPECT_TRUE(doc.at(list).empty()) << list;
}

TEST(json_writer, writes_errors_with_their_place) {
  report r;
  r.errors.push_back({"config-invalid",
                      "unknown key",
                      "see the reference",
                      {std::make_shared<std::string const>("compose.yaml"), 3, 5}});
  conclude(r, fail_on::error, true);
  auto const doc = nlohmann::json::parse(written(r));
  EXPECT_EQ(doc.at("exit_code"), 2);
  EXPECT_EQ(doc.at("outcome"), "error");
  EXPECT_EQ(doc.at("errors").at(0), (nlohmann::json{{"code", "config-invalid"},
                                                    {"message", "unknown key"},
                                                    {"advice", "see the reference"},
                                                    {"file", "compose.yaml"},
                                                    {"line", 3},
                                                    {"column", 5}}));
}

TEST(json_writer, stays_valid_whatever_a_log_says) {
  report r;
  finding f;
  f.message = "bad \xff\xc3 bytes \x01";
  r.findings.push_back(f);
  auto const doc = nlohmann::json::parse(written(r));
  EXPECT_EQ(doc.at("findings").at(0).at("message"), "bad \xef\xbf\xbd\xef\xbf\xbd bytes \x01");
}

TEST(json_writer, writes_fixes_and_why_a_finding_does_not_count) {
  auto const findings = nlohmann::json::parse(written(testing::audit_report())).at("findings");
  auto const of = [&](std::string_view rule) {
    for (auto const& f : findings) {
      if (f.at("rule") == rule) return f;
    }
    return nlohmann::json();
  };
  EXPECT_EQ(of("DVD103").at("fixes"), nlohmann::json::parse(R"({"safe": true, "edits": [
    {"file": "api/Dockerfile", "begin": 42, "end": 42, "line": 3, "column": 16, "end_line": 3, "end_column": 16,
     "text": " --no-cache-dir"},
    {"file": "api/Dockerfile", "begin": 21, "end": 25, "line": 2, "column": 5, "end_line": 2, "end_column": 7,
     "text": "ue"}]})"));
  EXPECT_FALSE(of("DVD003").contains("fixes")) << "its line holds a secret";
  EXPECT_EQ(of("DVC108").at("suppressed"),
            nlohmann::json::parse(R"({"source": "inline", "reason": "read by nobody else, see #12",
                                      "file": "compose.yaml", "line": 4, "column": 7})"));
  EXPECT_FALSE(of("DVT009").at("suppressed").contains("reason"));
  EXPECT_FALSE(of("DVC020").contains("suppressed"));
}

TEST(writers, never_show_a_secret_or_break_text) {
  for (report_writer const& w : all_writers()) {
    std::ostringstream page, odd;
    w.write(testing::audit_report(), {}, page);
    EXPECT_EQ(page.str().find("hunter2"), std::string::npos) << w.name;
    EXPECT_NE(page.str().find("DVC020"), std::string::npos) << w.name;
    w.write(report{}, {}, odd);
    EXPECT_NE(odd.str(), "") << w.name;
  }
}

TEST(writers, are_found_by_name) {
  ASSERT_NE(find_writer("json"), nullptr);
  ASSERT_NE(find_writer("text"), nullptr);
  for (char const* name : {"sarif", "junit", "github", "markdown", "codeclimate", "gitlab", "checkstyle", "tap"})
    EXPECT_NE(find_writer(name), nullptr) << name;
  EXPECT_EQ(find_writer("xml"), nullptr);
  for (report_writer const& w : all_writers()) EXPECT_FALSE(w.summary.empty()) << w.name;
}

}  // namespace
}  // namespace dockverify

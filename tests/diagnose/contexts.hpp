// Short ways to write down what was known of a failed service, so that a case is one line in a table.
#pragma once

#include <gtest/gtest.h>

#include "diagnose/diagnose.hpp"

namespace dockverify::diagnose::testing {

inline failure_context service() {
  failure_context c;
  c.service = "api";
  c.container = "shop-api-1";
  c.image = "shop/api:1.4.2";
  return c;
}

/// The engine refused to start (or create) the container.
inline failure_context refused(int status, std::string message, std::string operation = "POST /containers/{id}/start") {
  failure_context c = service();
  c.refused = refused_call{std::move(operation), status, std::move(message)};
  return c;
}

/// The container ended by itself.
inline failure_context exited(int code, std::vector<std::string> log = {}) {
  failure_context c = service();
  c.inspect = {
      {"State", {{"Status", "exited"}, {"Running", false}, {"ExitCode", code}, {"Error", ""}, {"OOMKilled", false}}},
      {"RestartCount", 0}};
  c.log_tail = std::move(log);
  return c;
}

/// The container runs and its healthcheck ended with `code` and `output`.
inline failure_context checked(int code, std::string output, std::string status = "unhealthy") {
  failure_context c = service();
  nlohmann::json entry = {{"Start", "2026-01-01T00:00:00Z"}, {"ExitCode", code}, {"Output", std::move(output)}};
  c.inspect = {
      {"State",
       {{"Status", "running"},
        {"Running", true},
        {"ExitCode", 0},
        {"Error", ""},
        {"OOMKilled", false},
        {"Health", {{"Status", std::move(status)}, {"FailingStreak", 3}, {"Log", nlohmann::json::array({entry})}}}}},
      {"RestartCount", 0}};
  return c;
}

inline std::string rule_of(failure_context const& c) {
  return rank(c).front().rule;
}

}  // namespace dockverify::diagnose::testing

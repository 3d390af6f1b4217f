// A stack whose database was killed for memory, with a dependent that only waited, a drift and an audit finding.
#include "rich_report.hpp"

namespace dockverify::testing {
namespace {

source_span at(int line, int column) {
  return {std::make_shared<std::string const>("compose.yaml"), line, column};
}

container_status container(std::string name, std::string state, std::string health) {
  container_status c;
  c.id = "0123456789ab";
  c.name = std::move(name);
  c.state = std::move(state);
  c.health = std::move(health);
  return c;
}

}  // namespace

report rich_report() {
  report r;
  r.command = "up";
  r.project_name = "shop";
  r.project_directory = ".";
  r.files = {"compose.yaml"};
  r.engine = engine_facts{"unix:///var/run/docker.sock", "28.5.2", "1.51", "linux", "amd64"};
  r.checks = {120, 117, 2, 1};
  r.elapsed_ms = 3214;

  finding killed;
  killed.rule = "DVS043";
  killed.name = "out-of-memory";
  killed.kind = finding_kind::startup;
  killed.service = "postgres";
  killed.container = "shop-postgres-1";
  killed.where = at(3, 3);
  killed.message = "it was killed for using more memory than its memory limit of 64 MiB";
  killed.evidences = {
      {"out of memory", "State.OOMKilled is true"},
      {"state", "exited, exit code 137 (killed by SIGKILL), out of memory"},
      {"last log lines", "\x1b[32mLOG\x1b[0m:  starting PostgreSQL 15.18\n\x1b]0;owned\x07LOG:  bye\r\n"}};
  killed.advice = "raise the limit";

  finding waiting;
  waiting.rule = "DVS056";
  waiting.name = "dependency-failed";
  waiting.kind = finding_kind::startup;
  waiting.service = "api";
  waiting.where = at(12, 3);
  waiting.message = "it waited for postgres";
  waiting.caused_by = "postgres";

  finding drifted;
  drifted.rule = "DVR011";
  drifted.name = "memory";
  drifted.kind = finding_kind::drift;
  drifted.service = "cache";
  drifted.container = "shop-cache-1";
  drifted.where = at(24, 5);
  drifted.message = "memory limit is not what the file declares";
  drifted.expected = "268435456";
  drifted.actual = "0";
  drifted.how = drift_class::mutated;
  drifted.field = "HostConfig.Memory";
  drifted.evidences = {{"compose.yaml:24:5 mem_limit", "268435456"},
                       {"GET /containers/{id}/json HostConfig.Memory", "0"},
                       {"/sys/fs/cgroup/memory.max", "max"}};
  drifted.fix = "docker update --memory 256m shop-cache-1";
  drifted.aliases = {"CIS 5.11"};

  finding audited;
  audited.rule = "DVA012";
  audited.name = "moving-tag";
  audited.level = severity::warning;
  audited.service = "cache";
  audited.where = at(22, 12);
  audited.message = "image redis has no tag";
  r.findings = {killed, waiting, drifted, audited};

  service_status postgres;
  postgres.name = "postgres";
  postgres.image = "postgres:15";
  postgres.action = "recreated";
  postgres.changed_keys = {"image"};
  postgres.reason = "exited (137)";
  postgres.containers = {container("shop-postgres-1", "exited", "")};
  postgres.containers[0].created_ms = 120;
  postgres.containers[0].started_ms = 310;

  service_status api;
  api.name = "api";
  api.image = "shop/api:1.4.2";
  api.action = "created";
  api.reason = "blocked by postgres";
  api.containers = {container("shop-api-1", "created", "")};
  api.containers[0].created_ms = 131;

  service_status cache;
  cache.name = "cache";
  cache.image = "redis";
  cache.ready = true;
  cache.how = ready_by::eager;
  cache.action = "created";
  cache.containers = {container("shop-cache-1", "running", "healthy")};
  cache.containers[0].created_ms = 122;
  cache.containers[0].started_ms = 322;
  cache.containers[0].ready_ms = 1204;
  cache.containers[0].restarts = 1;
  r.services = {postgres, api, cache};
  r.timeline = {{310, "postgres", "started", ""}, {1204, "cache", "ready", "by the eager probe"}};
  return r;
}

report healthy_report() {
  report r;
  r.command = "up";
  r.project_name = "shop";
  r.checks = {42, 42, 0, 0};
  r.elapsed_ms = 1810;
  for (std::string const name : {"postgres", "redis", "api"}) {
    service_status s;
    s.name = name;
    s.ready = true;
    s.how = ready_by::eager;
    s.action = "created";
    s.containers = {container("shop-" + name + "-1", "running", "healthy")};
    s.containers[0].created_ms = 90;
    s.containers[0].started_ms = 350;
    s.containers[0].ready_ms = 1750;
    r.services.push_back(s);
  }
  return r;
}

}  // namespace dockverify::testing

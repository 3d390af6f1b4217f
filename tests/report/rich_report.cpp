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

namespace {

source_span in(char const* file, int line, int column) {
  return {std::make_shared<std::string const>(file), line, column};
}

finding audited(char const* rule, char const* name, severity level, source_span where, char const* message) {
  finding f;
  f.rule = rule;
  f.name = name;
  f.level = level;
  f.where = std::move(where);
  f.message = message;
  return f;
}

}  // namespace

report audit_report() {
  report r;
  r.command = "audit";
  r.project_name = "shop";
  r.project_directory = "/srv/shop";
  r.files = {"/srv/shop/compose.yaml"};
  r.main_file = "compose.yaml";
  r.checks = {40, 34, 6, 0};
  r.elapsed_ms = 12;
  r.sources = {{"api/Dockerfile",
                "FROM python:3.12\n"
                "# gr\xc3\xbc\xc3\x9f"
                "e\n"
                "RUN pip install x\n"
                "ENV TOKEN=hunter2\n"},
               {"compose.yaml",
                "services:\n"
                "  api:\n"
                "    privileged: true\n"
                "  db:\n"
                "    ports: [5432:5432]\n"}};
  r.rules = {{"DVC020",
              "privileged",
              "Compose services",
              "A service runs with `privileged: true`.",
              "Whoever gets into it has the host.",
              "services:\n  app:\n    privileged: true\n",
              "services:\n  app:\n    cap_add: [NET_ADMIN]\n",
              "yaml",
              severity::error,
              severity::error,
              {"CIS 5.5", "CL-0002"}},
             {"DVC108",
              "quoted-ports",
              "Compose networking",
              "A port is not quoted.",
              "YAML reads some as numbers.",
              "",
              "",
              "yaml",
              std::nullopt,
              severity::info,
              {}}};

  finding privileged = audited("DVC020", "privileged", severity::error, in("compose.yaml", 3, 5),
                               "the container is privileged: root in it is root on the host");
  privileged.service = "api";
  privileged.field = "privileged";
  privileged.excerpt = "    privileged: true";
  privileged.advice = "remove `privileged`";
  privileged.aliases = {"CIS 5.5", "CL-0002"};

  finding port = audited("DVC108", "quoted-ports", severity::info, in("./compose.yaml", 5, 13), "the port is a number");
  port.service = "db";
  port.ignored = suppression{"inline", "read by nobody else, see #12", in("compose.yaml", 4, 7)};

  finding pip = audited("DVD103", "pip-cache", severity::warning, in("api/Dockerfile", 3, 5),
                        "pip keeps what it has downloaded in the image's layer");
  pip.excerpt = "RUN pip install x";
  pip.advice = "write `pip install --no-cache-dir`";
  pip.edits = {{"api/Dockerfile", 42, 42, " --no-cache-dir"}, {"api/Dockerfile", 21, 25, "ue"}};
  pip.edits_are_safe = true;

  finding pip_again = pip;
  pip_again.where.column = 9;
  pip_again.edits = {{"api/Dockerfile", 0, 4, ""}};
  pip_again.edits_are_safe = false;

  finding secret =
      audited("DVD003", "secret-in-env", severity::error, in("api/Dockerfile", 4, 1), "TOKEN looks like a secret");
  secret.edits = {{"api/Dockerfile", 45, 62, "ENV TOKEN=\"hunter2\""}};
  secret.edits_are_safe = true;
  secret.secret = true;
  r.secret_lines = {{"api/Dockerfile", {4}}};

  finding quoting = audited("DVD405", "quote-env", severity::info, in("api/Dockerfile", 3, 1), "quote it");
  quoting.excerpt = "RUN pip install x";
  quoting.edits = {{"api/Dockerfile", 55, 62, "\"hunter2\""}};
  quoting.edits_are_safe = true;

  finding nowhere = audited("DVT009", "tags-disagree", severity::warning, {}, "postgres has the tags 15 and 16");
  nowhere.ignored = suppression{"configuration", "", in(".dockverify.yaml", 2, 3)};
  r.findings = {privileged, port, pip, pip_again, secret, quoting, nowhere};
  conclude(r, fail_on::error, true);
  return r;
}

report hostile_report() {
  std::string const evil =
      "</x>]]>\"'&amp;|`<script>\n::error::x\r\n# SKIP @all\x1b[31m \x01\xff\xef\xbf\xbe%0A ![i](u)\n...\n";
  report r;
  r.command = "verify";
  r.project_name = evil;
  r.main_file = evil;
  finding f = audited("DVR011", "memory", severity::error, in("a,b:c%\n d.yaml", 1, 1), "");
  f.kind = finding_kind::drift;
  f.service = f.container = f.message = f.advice = f.fix = evil;
  f.expected = f.actual = evil;
  f.evidences = {{evil, evil}};
  finding ignored = f;
  ignored.kind = finding_kind::audit;
  ignored.excerpt = evil;
  ignored.ignored = suppression{"inline", evil, {}};
  r.findings = {f, ignored};
  service_status s;
  s.name = s.image = s.reason = evil;
  r.services = {s};
  r.errors = {{"config-invalid", evil, evil, in("compose.yaml", 1, 2)}};
  conclude(r, fail_on::error, true);
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

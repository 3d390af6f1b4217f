// What fixes of compose rules write: nothing but what has to go or to come, and afterwards the finding is gone and
// compose would still take the file.
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

struct row {
  std::string_view rule;
  std::string before, after;  ///< of compose.yaml; `after` empty: it is left as it is
  environment where = environment::dev;
};

void expect_fixed(std::vector<row> const& rows) {
  for (row const& one : rows) {
    audit_options const options{.where = one.where};
    std::string const after = fixed(one.rule, {{"compose.yaml", one.before}}, "compose.yaml", options);
    EXPECT_EQ(after, one.after.empty() ? one.before : one.after) << one.rule;
    EXPECT_NE(found(one.rule, {{"compose.yaml", one.before}}, options), std::vector<std::string>{}) << one.before;
    if (one.after.empty()) continue;
    for (std::string_view rule :
         {one.rule, std::string_view("DVC500"), std::string_view("DVC501"), std::string_view("DVC505")})
      EXPECT_EQ(found(rule, {{"compose.yaml", after}}, options), std::vector<std::string>{}) << one.rule << "\n"
                                                                                             << after;
  }
}

/// A service with an image and these keys, each line indented.
std::string service(std::string const& keys, std::string const& image = "a:1") {
  return "services:\n  a:\n    image: " + image + "\n" + keys;
}

TEST(compose_fixes, take_keys_out) {
  expect_fixed({
      {"DVC020", service("    privileged: true # all\n    init: true\n"), service("    init: true\n")},
      {"DVC028", service("    # why\n    pid: host\n"), service("    # why\n")},
      {"DVC031", service("    user: \"0:0\"\n"), service("")},
      {"DVC031", service("    user: 0\n"), service("")},
      {"DVC032", service("    cgroup_parent: x\n"), service("")},
      {"DVC036", service("    container_name: xy\n"), service("")},
      // Where it would not be plain, or the change would show elsewhere.
      {"DVC020", "services:\n  a: {image: \"a:1\", privileged: true}\n", ""},
      {"DVC020", "x-a: &a\n  privileged: true\n  init: true\nservices:\n  a:\n    <<: *a\n    image: a:1\n", ""},
      {"DVC020", service("    privileged: &p true\n"), ""},
      // The last key takes the one above it along.
      {"DVC513", service("") + "volumes:\n  v:\n", service("")},
      {"DVC513", service("") + "volumes:\n  v:\n    driver: local\n    # x\n  w:\nnetworks:\n  default:\n",
       service("") + "networks:\n  default:\n"},
      {"DVC513", service("    volumes: [\"vol:/x\"]\n") + "volumes:\n  w: {driver: local}\n  vol:\n",
       service("    volumes: [\"vol:/x\"]\n") + "volumes:\n  vol:\n"},
      {"DVC513", service("") + "configs:\n  c:\n    content: |\n      # no comment\n\n      x\nx-a: b\n",
       service("") + "x-a: b\n"},
  });
}

TEST(compose_fixes, leave_no_service_without_keys) {
  std::string const first = service("");
  auto const override_after = [&](std::string const& rule, std::string const& keys) {
    return fixed(rule, {{"compose.yaml", first}, {"compose.override.yaml", "services:\n  a:\n" + keys}},
                 "compose.override.yaml");
  };
  std::string const two = "    privileged: true\n    user: root\n";
  EXPECT_EQ(override_after("DVC020", two), "services:\n  a:\n" + two);
  EXPECT_EQ(override_after("DVC020", two + "    init: true\n"), "services:\n  a:\n    user: root\n    init: true\n");
}

TEST(compose_fixes, take_items_out) {
  expect_fixed({
      {"DVC021",
       service("    cap_add:\n      - CHOWN\n      # time\n      - SYS_TIME\n      - ALL # x\n    init: true\n"),
       service("    cap_add:\n      - CHOWN\n      # time\n    init: true\n")},
      {"DVC021", service("    cap_add: [ALL, CHOWN, \"BPF\"] # x\n"), service("    cap_add: [CHOWN] # x\n")},
      {"DVC021", service("    cap_add:\n    - ALL\n    - BPF\n    init: true\n"), service("    init: true\n")},
      {"DVC024", service("    security_opt:\n      - label:disable\n      - seccomp:x.json\n"),
       service("    security_opt:\n      - seccomp:x.json\n")},
      {"DVC104", service("    ports: [\"6379:6379\"]\n", "redis:7.4"), service("", "redis:7.4")},
      {"DVC104", service("    ports:\n      - target: 6379\n        published: 6379\n      - \"1:1\"\n", "redis:7.4"),
       service("", "redis:7.4")},
      {"DVC105", service("    ports:\n      - \"9229:9229\"\n      - \"8080:8080\"\n"),
       service("    ports:\n      - \"8080:8080\"\n")},
      {"DVC109",
       service("    ports:\n      - \"22:2222\"\n      - target: 80\n        published: 81\n      - \"8080:80\"\n"),
       service("    ports:\n      - \"8080:80\"\n")},
      {"DVC110", service("    ports: [\n      \"22:22\"\n    ]\n"), service("")},
      {"DVC110", service("    ports: [\n      \"22:22\",\n      \"80:80\"\n    ]\n"), ""},
      {"DVC110", "x-p: &p\n  - \"22:22\"\n  - \"80:80\"\nservices:\n  a:\n    image: a:1\n    ports: *p\n", ""},
  });
}

TEST(compose_fixes, add_keys) {
  expect_fixed({
      {"DVC007", service(""), service("    restart: unless-stopped\n")},
      {"DVC007", service(""), service("    restart: on-failure:5\n"), environment::prod},
      {"DVC007", "services:\n  a:\n    build:\n      context: .\n    init: true # x\n    tty: true\n",
       "services:\n  a:\n    build:\n      context: .\n    init: true # x\n    restart: unless-stopped\n    tty: "
       "true\n"},
      {"DVC007", "services:\n  a:\n\n    # x\n    build:\n      context: .\n",
       "services:\n  a:\n    restart: unless-stopped\n\n    # x\n    build:\n      context: .\n"},
      {"DVC007", "services:\n  a: { image: \"a:1\" }\n",
       "services:\n  a: { restart: unless-stopped, image: \"a:1\" }\n"},
      {"DVC007", "services:\n  \"a\":\n      image: a:1",
       "services:\n  \"a\":\n      image: a:1\n      restart: unless-stopped"},
      {"DVC007", "x-i: &i\n  init: true\nservices:\n  a:\n    <<: *i\n    image: a:1\n",
       "x-i: &i\n  init: true\nservices:\n  a:\n    <<: *i\n    image: a:1\n    restart: unless-stopped\n"},
      {"DVC007", "services:\n  a:\n    image:\n      a:1\n    command: |\n      x\n",
       "services:\n  a:\n    restart: unless-stopped\n    image:\n      a:1\n    command: |\n      x\n"},
      {"DVC007", "services:\n  a: &a\n    image: a:1\n", ""},
      {"DVC007", "services:\n  a: {}\n", ""},
      {"DVC007", service("    restart: 5\n"), ""},
      {"DVC022", service(""), service("    cap_drop: [ALL]\n")},
      {"DVC022", "services:\n  b:\n    extends: a\n" + service("").substr(10),
       "services:\n  b:\n    extends: a\n" + service("    cap_drop: [ALL]\n").substr(10)},
      {"DVC022", service("    cap_drop:\n      - MKNOD\n"), service("    cap_drop:\n      - ALL\n      - MKNOD\n")},
      {"DVC022", service("    cap_drop: [MKNOD]\n"), service("    cap_drop: [ALL, MKNOD]\n")},
      {"DVC023", service(""), service("    security_opt: [\"no-new-privileges:true\"]\n")},
      {"DVC023", service("    security_opt:\n      - no-new-privileges:false\n"),
       service("    security_opt:\n      - no-new-privileges:true\n")},
      {"DVC034", service(""), service("    logging: {driver: json-file, options: {max-size: 10m, max-file: \"3\"}}\n")},
      {"DVC303", service(""), service("    pids_limit: 200\n")},
      {"DVC303", service("    pids_limit: -1\n"), service("    pids_limit: 200\n")},
      {"DVC303", service("    deploy:\n      resources:\n        limits:\n          memory: 1g\n"),
       service("    deploy:\n      resources:\n        limits:\n          memory: 1g\n          pids: 200\n")},
      {"DVC303", service("    deploy: {resources: {limits: {memory: 1g}}}\n"), ""},
  });
}

TEST(compose_fixes, change_values) {
  expect_fixed({
      {"DVC008", service("    restart: \"always\"\n"), service("    restart: \"unless-stopped\"\n")},
      {"DVC008", service("    restart: always\n"), service("    restart: on-failure:5\n"), environment::prod},
      {"DVC008", service("    profiles: [tools]\n    restart: always\n"),
       service("    profiles: [tools]\n    restart: \"no\"\n")},
      {"DVC008", service("    restart: ${R:-always}\n"), ""},
      {"DVC030", service("    volumes:\n      - /x:/x:ro,rshared\n      - /y:/y:shared\n"),
       service("    volumes:\n      - /x:/x:ro\n      - /y:/y\n")},
      {"DVC030",
       service("    volumes:\n      - type: bind\n        source: /x\n        target: /x\n        bind:\n          "
               "propagation: shared\n"),
       service("    volumes:\n      - type: bind\n        source: /x\n        target: /x\n")},
      {"DVC033", service("    logging:\n      driver: none\n"), service("    logging:\n      driver: local\n")},
      {"DVC035", service("    tmpfs:\n      - /x:exec,size=1m\n      - /y:exec\n"),
       service("    tmpfs:\n      - /x:size=1m\n      - /y\n")},
      {"DVC035", service("    tmpfs: \"/x:size=1m,exec\"\n"), service("    tmpfs: \"/x:size=1m\"\n")},
  });
}

TEST(compose_fixes, bind_ports_locally_while_developing) {
  expect_fixed({
      {"DVC103", service("    ports: [\"8080:80\", \"81\"]\n"),
       service("    ports: [\"127.0.0.1:8080:80\", \"127.0.0.1::81\"]\n")},
      {"DVC103",
       service("    ports:\n      - 0.0.0.0:8080:80 # x\n      - \"[::]:8081:80\"\n      - \"${P:-82}:80\"\n"),
       service("    ports:\n      - \"127.0.0.1:8080:80\" # x\n      - \"[::1]:8081:80\"\n      - "
               "\"127.0.0.1:${P:-82}:80\"\n")},
      {"DVC103", service("    ports:\n      - target: 80\n        published: 8080\n"),
       service("    ports:\n      - target: 80\n        host_ip: 127.0.0.1\n        published: 8080\n")},
      {"DVC103", service("    ports:\n      - {target: 80, published: 8080}\n"),
       service("    ports:\n      - {host_ip: 127.0.0.1, target: 80, published: 8080}\n")},
      {"DVC103", service("    ports: [\"8080:80\"]\n"), "", environment::prod},
  });
}

TEST(compose_fixes, write_the_probes_of_images) {
  std::string const probe = "[\"CMD\", \"redis-cli\", \"ping\"]";
  std::string const times = "      interval: 10s\n      timeout: 5s\n      retries: 5\n";
  expect_fixed({
      {"DVC002", service("", "redis:7.4"),
       service("    healthcheck:\n      test: " + probe + "\n" + times, "redis:7.4")},
      {"DVC002", service("", "unknown:1"), ""},
      {"DVC004", service("    healthcheck:\n      test: " + probe + "\n", "redis:7.4"),
       service("    healthcheck:\n      test: " + probe + "\n" + times, "redis:7.4")},
      {"DVC004", service("    healthcheck: {test: x, interval: 10s}\n"),
       service("    healthcheck: {timeout: 5s, retries: 3, test: x, interval: 10s}\n")},
      {"DVC004", service("    healthcheck: {test: x, interval: 1s}\n"), ""},
      {"DVC005",
       service(
           "    healthcheck:\n      test: # probe\n        - CMD\n        - curl\n        - x\n      interval: 10s\n",
           "redis:7.4"),
       service("    healthcheck:\n      test: " + probe + " # probe\n      interval: 10s\n", "redis:7.4")},
      {"DVC006", service("    healthcheck:\n      test: exit 0 # x\n", "redis:7.4"),
       service("    healthcheck:\n      test: " + probe + " # x\n", "redis:7.4")},
      {"DVC006",
       service("    healthcheck:\n      test: [\"CMD\", \"nc\", \"-z\", \"localhost\", \"6379\"]\n", "redis:7.4"),
       service("    healthcheck:\n      test: " + probe + "\n", "redis:7.4")},
      {"DVC006", service("    healthcheck:\n      test: \"true\"\n"), ""},
      {"DVC010",
       service("    depends_on:\n      r:\n        condition: service_healthy\n") + "  r:\n    image: redis:7.4\n",
       service("    depends_on:\n      r:\n        condition: service_healthy\n") +
           "  r:\n    image: redis:7.4\n    healthcheck:\n      test: " + probe + "\n" + times},
  });
}

std::string const database = "  db:\n    image: postgres:16.4\n    healthcheck:\n      test: pg_isready\n";
std::string const cache = "  cache:\n    image: redis:7.4\n    healthcheck:\n      test: redis-cli ping\n";

TEST(compose_fixes, add_dependencies) {
  std::string const urls = "    environment:\n      A: http://db\n      B: http://cache\n      C: http://db\n";
  std::string const waits = "        condition: service_healthy\n";
  expect_fixed({
      {"DVC011", service(urls) + database + cache,
       service("    depends_on:\n      db:\n" + waits + "      cache:\n" + waits + urls) + database + cache},
      {"DVC011", service("    depends_on:\n      cache:\n" + waits + urls) + database + cache,
       service("    depends_on:\n      db:\n" + waits + "      cache:\n" + waits + urls) + database + cache},
      {"DVC011", service("    depends_on: [cache]\n" + urls) + database + cache, ""},
      {"DVC011", service("    environment: {A: \"http://db\"}\n") + "  db:\n    image: postgres:16.4\n", ""},
  });
}

TEST(compose_fixes, name_the_service_that_is_meant) {
  std::string const published = "  api:\n    image: b:1\n    ports: [\"8000:80\"]\n";
  auto const with = [](std::string const& value, std::string const& others) {
    return service("    environment:\n" + value) + others;
  };
  expect_fixed({
      {"DVC106", with("      U: postgres://localhost:5432/x # localhost\n", database),
       with("      U: postgres://db:5432/x # localhost\n", database)},
      {"DVC106", with("      - U=postgres://u:${P:?}@127.0.0.1/x\n", database),
       with("      - U=postgres://u:${P:?}@db/x\n", database)},
      {"DVC106", with("      U: http://localhost:8000/\n", published), with("      U: http://api:80/\n", published)},
      {"DVC106", with("      DB_HOST: localhost\n      DB_PORT: \"5432\"\n", database),
       with("      DB_HOST: db\n      DB_PORT: \"5432\"\n", database)},
      {"DVC106", with("      U: redis://localhost:6379,localhost:6379\n", cache), ""},
      {"DVC107", with("      U: \"http://api:8000/\"\n", published), with("      U: \"http://api:80/\"\n", published)},
      {"DVC114", with("      U: redis://cahce:6379\n", cache), with("      U: redis://cache:6379\n", cache)},
      {"DVC114", with("      U: redis://elsewhere:6379\n", cache), ""},
  });
}

}  // namespace
}  // namespace dockverify::rules::test

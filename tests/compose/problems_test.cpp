// What users are told: the place, the sentence and the advice, all problems at once, and never a value from the
// environment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::compose::test {
namespace {

using testing::HasSubstr;
using testing::Not;

struct problem_case {
  char const* yaml;
  char const* line;  ///< a whole line of lines_of
};

TEST(compose_problems, say_where_what_and_what_instead) {
  problem_case const cases[] = {
      {"services:\n  web:\n    imagee: x\n",
       "compose.yaml:3:5: error: unknown key `imagee` in services.web; did you mean `image`?"},
      {"services:\n  web:\n    image: x\n    ports: 80:80\n",
       "compose.yaml:4:12: error: services.web.ports must be a list, this is text | write `ports: [\"80:80\"]`"},
      {"services:\n  web:\n    image: x\n    ports: {a: b}\n",
       "compose.yaml:4:12: error: services.web.ports must be a list, this is a mapping | write `ports: [\"8080:80\"]`"},
      {"services:\n  web:\n    image: x\n    user: 1000\n",
       "compose.yaml:4:11: error: services.web.user must be text, this is a number | put it in quotes: `user: "
       "\"1000\"`"},
      {"services:\n  web:\n    image: x\n    networks: [bakc]\nnetworks:\n  back:\n",
       "compose.yaml:4:16: error: service `web` refers to the undefined network `bakc`; did you mean `back`? | write "
       "`back`"},
      {"services:\n  web:\n    image: x\n    volumes: [\"dta:/x\"]\nvolumes: {data: }\n",
       "compose.yaml:4:15: error: service `web` refers to the undefined volume `dta`; did you mean `data`? | write "
       "`data`"},
      {"services:\n  web:\n    image: x\n    volumes: [\"conf/x:/x\"]\n",
       "compose.yaml:4:15: error: service `web` refers to the undefined volume `conf/x` | a path starts with `./` or "
       "`/`: write `./conf/x`"},
      {"services:\n  web:\n    image: x\n    depends_on: [bd]\n  db: {image: y}\n",
       "compose.yaml:4:18: error: service `web` refers to the undefined service `bd`; did you mean `db`? | write `db`"},
      {"services:\n  web:\n    image: x\n    links: [\"cache:c\"]\n",
       "compose.yaml:4:5: error: service `web` refers to the undefined service `cache` | this project has `web`"},
      {"services:\n  web: {image: x, depends_on: [db]}\n  db: {image: x, profiles: [store]}\n",
       "compose.yaml:2:32: error: service `web` depends on `db`, which is switched off: its profiles are not active | "
       "add `--profile store`, or "
       "`required: false` to the dependency"},
      {"services:\n  web: {user: u}\n",
       "compose.yaml:2:3: error: service `web` has neither an image nor a build | add `image: name:tag` or `build: .`"},
      {"services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [c]}\n  c: {image: x, depends_on: "
       "[a]}\n",
       "compose.yaml:4:30: error: the dependencies form a cycle: a -> b -> c -> a | remove one of these dependencies"},
      {"services:\n  a: {image: x, network_mode: host, networks: [default]}\n",
       "compose.yaml:2:17: error: service `a` has both `network_mode` and `networks`, which exclude each other | keep "
       "one of them"},
      {"services:\n  a: {image: x, volumes: [./a:/x], tmpfs: /x}\n",
       "compose.yaml:2:27: error: services.a.volumes[0]: the target /x is already mounted by tmpfs[0] | remove one of "
       "them"},
      {"services:\n  a: {image: x, container_name: aa, scale: 2}\n",
       "compose.yaml:2:17: error: services.a.container_name can not be used with 2 replicas: container names are "
       "unique | remove container_name, or run one "
       "replica"},
      {"services:\n  a:\n    image: x\n    cpus: 1\n    deploy: {resources: {limits: {memory: 1g}}}\n",
       "compose.yaml:4:5: error: services.a.cpus and deploy.resources.limits.cpus contradict each other | write the "
       "limit in one place only, or the same value "
       "in both"},
      {"services:\n  a:\n    image: x\n    healthcheck: {interval: 5}\n",
       "compose.yaml:4:29: error: services.a.healthcheck.interval must be a duration such as 30s, this is a number | "
       "give the unit: `interval: 5s`"},
      {"services:\n  a:\n    image: x\n    healthcheck: {test: [curl, x]}\n",
       "compose.yaml:4:25: error: services.a.healthcheck.test must start with CMD, CMD-SHELL or NONE | write "
       "`[\"CMD\", \"curl\", ...]` to run a program, or a "
       "plain text to run a shell"},
      {"services:\n  a:\n    image: x\n    mem_limit: 1x\n",
       "compose.yaml:4:16: error: services.a.mem_limit must be a size such as 512m or 1g, not `1x`"},
      {"services:\n  a: {image: x, depends_on: {b: {condition: service_halthy}}}\n  b: {image: y}\n",
       "compose.yaml:2:45: error: services.a.depends_on.b.condition can not be `service_halthy`; did you mean "
       "`service_healthy`? | it is one of "
       "`service_started`, `service_healthy` or `service_completed_successfully`"},
      {"services:\n  a: {image: x, pull_policy: allways}\n",
       "compose.yaml:2:17: error: services.a.pull_policy can not be `allways`; did you mean `always`? | it is one of "
       "`always`, `never`, `build`, `if_not_present`, `missing`, "
       "`refresh`, `daily` or `weekly`"},
      {"services:\n  a: {image: x}\nvolums: {}\n",
       "compose.yaml:3:1: error: unknown key `volums` in the compose file; did you mean `volumes`?"},
      {"services:\n  a: {image: x}\n  a: {image: y}\n",
       "compose.yaml:3:3: error: duplicate key `a`: it is already set at compose.yaml:2:3 | keep one of the two"},
      {"services:\n  a: *nope\n",
       "compose.yaml:2:6: error: unknown anchor `nope` | define it earlier in the file with `&nope`"},
      {"services:\n  a:\n    image: x\n\tuser: y\n",
       "compose.yaml:4:1: error: not valid YAML: found a tab character that violates indentation while scanning a "
       "plain scalar | indent with spaces: YAML "
       "forbids tabs there"},
      {"services:\n  a:\n    image: x\n   user: y\n",
       "compose.yaml:4:4: error: not valid YAML: did not find expected key while parsing a block mapping | check the "
       "indentation: keys of one block start in "
       "the same column; or is a quote above not closed?"},
      {"services: {a: {image: @x}}",
       "compose.yaml:1:23: error: not valid YAML: a value can not start with `@` | put the "
       "value in quotes"},
      {"services:\n  a:\n<<<<<<< HEAD\n    image: x\n=======\n    image: y\n",
       "compose.yaml:4:10: error: not valid YAML: could not find expected ':' while scanning a simple key | the file "
       "has the marks of an unfinished merge (<<<<<<<): resolve it first"},
      {"services: {a: {image: x, command: [a?b]}}",
       "compose.yaml:1:36: error: a `?` inside of `[...]` or `{...}` starts a key | put the value in quotes"},
      {"services: {a: {image: \"${UNSET}\"}}",
       "compose.yaml:1:16: error: services.a.image is empty, and there is no build | the variable in it is not set: "
       "set "
       "it, or give it a default, ${NAME:-value}"},
      {"services: {a: {image: x, ports: [\"localhost:80:80\"]}}",
       "compose.yaml:1:34: error: services.a.ports[0] `localhost:80:80` has no valid address before the ports | write "
       "an "
       "IP address such as 127.0.0.1; a host name is none"},
      {"services: {a: {image: x, net: host}}",
       "compose.yaml:1:26: error: unknown key `net` in services.a | write `network_mode`, or `networks`"},
      {"web: {image: x}",
       "compose.yaml:1:1: error: unknown key `web` in the compose file | a service belongs under "
       "`services:`, indented"},
      {"services:\n  a:\n    command: [x\n    image: y\n",
       "compose.yaml:4:10: error: not valid YAML: did not find expected ',' or ']' while parsing a flow sequence | a "
       "`[` or "
       "`{` is not closed, or a comma is missing"},
      {"services:\n  a:\n    image: ${TAG:?set the tag}\n",
       "compose.yaml:3:12: error: services.a.image: required variable `TAG` is not set: set the tag | set TAG in the "
       "environment, in .env or in a file given by "
       "--env-file"},
      {"services:\n  a:\n    image: x${A.B}\n",
       "compose.yaml:3:12: error: services.a.image: invalid variable expression `${A.B}`: after the name only :- - :? "
       "? :+ or + may follow | write ${NAME}, "
       "${NAME:-default}, ${NAME:?message} or ${NAME:+value}; a literal `$` is `$$`"},
      {"services:\n  a: {image: x, extends: base}\n  bases: {image: y}\n",
       "compose.yaml:2:26: error: services.a.extends: there is no service `base` in compose.yaml; did you mean "
       "`bases`? | "
       "`extends` sees the services of its own file: add `file: PATH` for others"},
      {"services:\n  a: {image: x, extends: {file: no.yaml, service: b}}\n",
       "compose.yaml:2:33: error: services.a.extends: the file `no.yaml` does not exist in /srv/app | paths start at "
       "the "
       "directory of the project, or of the file that is extended itself"},
      {"services:\n  a: {image: x, extends: [b]}\n",
       "compose.yaml:2:26: error: services.a.extends must be the name of a service or a mapping | write `extends: "
       "{service: NAME}`, with `file: PATH` for one of another file"},
      {"services:\n  a: {image: x, extends: b}\n  b: {extends: a}\n",
       "compose.yaml:3:7: error: services extend each other in a cycle: a (compose.yaml:2:17) -> b (compose.yaml:3:7) "
       "-> a | remove one of these `extends`"},
      {"include: [a.yaml]\n", "compose.yaml:1:11: error: the included file `a.yaml` does not exist in /srv/app"},
      {"include: a.yaml\n",
       "compose.yaml:1:10: error: `include` must be a list | write `include: [path/compose.yaml]`"},
      {"include: [oci://registry/x]\n",
       "compose.yaml:1:11: error: `oci://registry/x` is not on this machine: dockverify fetches no compose files | "
       "copy "
       "it here, and write its path"},
      {"services:\n  a: {image: x, secrets: [s]}\nsecrets:\n  s: {}\n",
       "compose.yaml:4:3: error: secrets.s has no source | add `file` or `environment`"},
      {"services:\n  a: {image: x, ports: [\"1-2:3-5\"]}\n",
       "compose.yaml:2:25: error: services.a.ports[0] `1-2:3-5` has ranges of different length | both ranges must have "
       "the same number of ports"},
      {"services:\n  a: {image: x, env_file: no.env}\n",
       "compose.yaml:2:17: error: services.a: the env file `no.env` does not exist in /srv/app | create it, or write "
       "`- path: ...` with `required: false`"},
      {"", "compose.yaml: error: the compose file is empty | a project has at least `services:`"},
      {"services: {a b: {image: x}}\n",
       "compose.yaml:1:12: error: `a b` is no valid name in services | use only a-z, A-Z, 0-9, `_`, `.` and `-`"},
  };
  for (problem_case const& one : cases) {
    SCOPED_TRACE(one.yaml);
    load_result const result = load_text(one.yaml);
    EXPECT_FALSE(result.loaded);
    EXPECT_THAT("\n" + lines_of(result.problems), HasSubstr("\n" + std::string(one.line) + "\n"));
  }
}

TEST(compose_problems, warnings_do_not_stop_loading) {
  problem_case const cases[] = {
      {"version: \"3\"\nservices: {a: {image: x}}\n",
       "compose.yaml:1:1: warning: `version` is obsolete and ignored | remove the line"},
      {"services:\n  a: {image: \"x${TAG}\"}\n",
       "compose.yaml:2:14: warning: the variable `TAG` is not set: services.a.image gets an empty text in its place | "
       "set TAG, or write a default: "
       "${TAG:-default}"},
      {"services:\n  a: {image: x, volumes: [\"v:/data\"]}\n",
       "compose.yaml:2:27: warning: services.a.volumes[0] `v:/data`: compose reads `v:` as a Windows drive, not as the "
       "volume `v` | give the volume a name of "
       "at least two letters"},
      {"services:\n  a: {image: x, privileged: yes}\n",
       "compose.yaml:2:29: warning: services.a.privileged: `yes` is no boolean in YAML 1.2 | write `true`"},
      {"services:\n  a: {image: x, command: \"a && b\"}\n",
       "compose.yaml:2:26: warning: services.a.command ends at the unquoted `&`: no shell reads it, and compose drops "
       "the rest | write `[\"sh\", \"-c\", "
       "\"...\"]` to run a shell"},
      {"services:\n  a: {image: x, restart: on-fail}\n",
       "compose.yaml:2:17: warning: services.a.restart: the engine knows no restart policy `on-fail` | it is one of "
       "`no`, `always`, `on-failure` or "
       "`unless-stopped`"},
      {"services: {a: {image: x, configs: [{source: c, mode: 440}]}}\nconfigs: {c: {file: f}}\n",
       "compose.yaml:1:54: warning: services.a.configs[0].mode: 440 is a decimal number, the mode becomes 0670 | write "
       "\"0440\""},
  };
  for (problem_case const& one : cases) {
    SCOPED_TRACE(one.yaml);
    load_result const result = load_text(one.yaml);
    EXPECT_TRUE(result.loaded);
    EXPECT_THAT("\n" + lines_of(result.problems), HasSubstr("\n" + std::string(one.line) + "\n"));
  }
}

TEST(compose_problems, all_are_told_at_once_in_the_order_of_the_file) {
  load_result const result = load_text(
      "services:\n"
      "  web:\n"
      "    imagee: x\n"
      "    ports: 80\n"
      "    depends_on: [nope]\n"
      "  db:\n"
      "    image: y\n"
      "    mem_limit: lots\n"
      "    networks: [front]\n");
  ASSERT_EQ(result.problems.size(), 6U) << lines_of(result.problems);
  int last = 0;
  for (problem const& p : result.problems) {
    EXPECT_TRUE(p.error);
    EXPECT_GE(p.where.line, last);
    last = p.where.line;
  }
}

TEST(compose_problems, never_show_what_a_variable_holds) {
  scratch_directory directory;
  directory.write("compose.yaml",
                  "services:\n"
                  "  a:\n"
                  "    image: ${NOPE:?ask ${SECRET}}\n"
                  "    mem_limit: ${SECRET}\n"
                  "    privileged: ${SECRET}\n"
                  "    ports: [\"${SECRET}:80\", \"80:${SECRET}\"]\n"
                  "    pull_policy: ${SECRET}\n"
                  "    stop_grace_period: ${SECRET}\n"
                  "    healthcheck: {test: [\"${SECRET}\"]}\n"
                  "    volumes: [\"a:b:${SECRET}:d\"]\n"
                  "    depends_on: {b: {condition: \"${SECRET}\"}}\n"
                  "  b: {image: x, devices: [\"a:b:c:${SECRET}\"], extra_hosts: [\"${SECRET}\"]}\n");
  load_options options = directory.options();
  options.environment["SECRET"] = "hunter2";
  load_result const result = load(options);
  EXPECT_FALSE(result.loaded);
  EXPECT_GE(result.problems.size(), 8U);
  EXPECT_THAT(lines_of(result.problems), Not(HasSubstr("hunter2")));
}

TEST(compose_problems, do_not_follow_from_each_other) {
  // One broken expression or type is one problem, not also a missing image or an undefined network.
  EXPECT_EQ(load_text("services:\n  a: {image: [x]}\n").problems.size(), 1U);
  EXPECT_EQ(load_text("services:\n  a: {image: x, mem_limit: \"${A:?b}\"}\n").problems.size(), 1U);
  EXPECT_EQ(load_text("services:\n  a: {image: x, networks: [n]}\nnetworks:\n  n: {driver: 5}\n").problems.size(), 1U);
}

}  // namespace
}  // namespace dockverify::compose::test

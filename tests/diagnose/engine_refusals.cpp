// What engines refuse, in their own words: 20.10 and 28.5 as recorded, and near misses that must not match.
#include "contexts.hpp"

namespace dockverify::diagnose {
namespace {

using namespace dockverify::diagnose::testing;

struct refusal {
  char const* rule;
  int status;
  char const* message;
  char const* operation = "POST /containers/{id}/start";
};

class engine_refusal : public ::testing::TestWithParam<refusal> {};

TEST_P(engine_refusal, is_recognised_in_the_answer_and_in_the_state) {
  refusal const& r = GetParam();
  failure_context const answered = refused(r.status, r.message, r.operation);
  EXPECT_EQ(rule_of(answered), r.rule) << r.message;
  std::vector<verdict> const verdicts = rank(answered);
  EXPECT_LT(verdicts[1].score, verdicts[0].score) << "as good an explanation: " << verdicts[1].rule;
  finding const f = explain(answered);
  EXPECT_FALSE(f.message.empty());
  EXPECT_FALSE(f.advice.empty());
  ASSERT_FALSE(f.evidences.empty());
  if (std::string_view{r.operation} != "POST /containers/{id}/start") return;
  // A failed start emits no event: whoever comes later finds the same text in State.Error only.
  failure_context later = service();
  later.inspect = {{"State", {{"Status", "created"}, {"ExitCode", 128}, {"Error", r.message}}}};
  EXPECT_EQ(rule_of(later), r.rule) << r.message;
}

constexpr char const* create = "POST /containers/create";
constexpr char const* pull = "POST /images/create";
constexpr char const* network = "POST /networks/create";

INSTANTIATE_TEST_SUITE_P(
    catalogue, engine_refusal,
    ::testing::Values(
        refusal{"DVS003", 404, "No such image: shop/api:1.4.2", create},
        refusal{"DVS004", 404, "manifest for redis:99 not found: manifest unknown: manifest unknown", pull},
        refusal{"DVS004", 404,
                "failed to resolve reference \"docker.io/library/redis:99\": docker.io/library/redis:99: not found",
                pull},
        refusal{"DVS005", 404,
                "pull access denied for shop/api, repository does not exist or may require 'docker login': denied: "
                "requested access to the "
                "resource is denied",
                pull},
        refusal{"DVS005", 500, "Get \"https://r.example/v2/x/manifests/1\": unauthorized: authentication required",
                pull},
        refusal{"DVS006", 429,
                "toomanyrequests: You have reached your unauthenticated pull rate limit. "
                "https://www.docker.com/increase-rate-limit",
                pull},
        refusal{"DVS007", 404, "no matching manifest for linux/arm64/v8 in the manifest list entries", pull},
        refusal{"DVS008", 500,
                "Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io: no such host", pull},
        refusal{"DVS008", 500, "Get \"https://r.example/v2/\": x509: certificate signed by unknown authority", pull},
        refusal{"DVS009", 500, "mkdir /var/lib/docker/overlay2/ab: no space left on device", create},
        refusal{"DVS010", 400, "invalid mount config for type \"bind\": bind source path does not exist: /srv/absent",
                create},
        refusal{"DVS011", 400, "invalid volume specification: './a:b'", create},
        refusal{"DVS011", 400,
                "invalid mount config for type \"volume\": invalid mount path: 'data' mount path must be absolute",
                create},
        refusal{"DVS011", 400, "Duplicate mount point: /x", create},
        refusal{"DVS012", 400, "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", create},
        refusal{"DVS012", 400, "range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", create},
        refusal{"DVS013", 400, "Minimum memory limit allowed is 6MB", create},
        refusal{"DVS014", 400, "invalid CapAdd: unknown capability: \"CAP_NET_ADMN\"", create},
        refusal{"DVS015", 400, "unknown or invalid runtime name: runsc", create},
        refusal{"DVS015", 400, "Unknown runtime specified runsc", create},
        refusal{"DVS016", 400, "error looking up logging plugin loki: plugin \"loki\" not found", create},
        refusal{"DVS017", 400, "invalid restart policy 'sometimes'", create},
        refusal{"DVS018", 400, "the working directory 'app' is invalid, it needs to be an absolute path", create},
        refusal{"DVS019", 400, "No command specified", create}, refusal{"DVS019", 400, "no command specified", create},
        refusal{"DVS020", 400, "Interval in Healthcheck cannot be less than 1ms", create},
        refusal{"DVS021", 409,
                "Conflict. The container name \"/shop-api-1\" is already in use by container "
                "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\". You have to remove (or rename) "
                "that container to be able "
                "to reuse that name.",
                create},
        refusal{"DVS022", 500,
                "driver failed programming external connectivity on endpoint shop-api-1 (0a1b): Bind for 0.0.0.0:8080 "
                "failed: port is already "
                "allocated"},
        refusal{"DVS022", 500,
                "failed to set up container networking: driver failed programming external connectivity on endpoint "
                "shop-api-1 (0a1b): Bind for "
                "0.0.0.0:8080 failed: port is already allocated"},
        refusal{"DVS023", 500,
                "driver failed programming external connectivity on endpoint shop-api-1 (0a1b): Error starting "
                "userland proxy: listen tcp4 "
                "0.0.0.0:8080: bind: address already in use"},
        refusal{"DVS023", 500,
                "failed to set up container networking: driver failed programming external connectivity on endpoint "
                "shop-api-1 (0a1b): failed "
                "to bind host port for 0.0.0.0:8080:172.18.0.2:80/tcp: address already in use"},
        refusal{"DVS023", 500, "failed to bind host port 0.0.0.0:8080/tcp: address already in use"},
        refusal{
            "DVS023", 500,
            "Ports are not available: exposing port TCP 0.0.0.0:8080 -> 0.0.0.0:0: listen tcp 0.0.0.0:8080: bind: ..."},
        refusal{"DVS024", 500,
                "Error starting userland proxy: error while calling PortManager.AddPort(): cannot expose privileged "
                "port 80, you can add "
                "'net.ipv4.ip_unprivileged_port_start=80' to /etc/sysctl.conf"},
        refusal{"DVS025", 400,
                "OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "
                "\"serve\": executable file not "
                "found in $PATH: unknown"},
        refusal{"DVS025", 400,
                "failed to create task for container: failed to create shim task: OCI runtime create failed: runc "
                "create failed: unable to "
                "start container process: exec: \"serve\": executable file not found in $PATH: unknown"},
        refusal{"DVS025", 400,
                "OCI runtime create failed: runc create failed: unable to start container process: error during "
                "container init: exec: "
                "\"/app/run\": stat /app/run: no such file or directory: unknown"},
        refusal{"DVS026", 400,
                "OCI runtime create failed: runc create failed: unable to start container process: exec: "
                "\"/entrypoint.sh\": permission denied: "
                "unknown"},
        refusal{"DVS027", 400,
                "OCI runtime create failed: runc create failed: unable to start container process: error during "
                "container init: error mounting "
                "\"/srv/nginx.conf\" to rootfs at \"/etc/nginx/nginx.conf\": mount "
                "/srv/nginx.conf:/etc/nginx/nginx.conf (via "
                "/proc/self/fd/6), flags: 0x5000: not a directory: unknown: Are you trying to mount a directory onto a "
                "file (or vice-versa)? "
                "Check if the specified host path exists and is the expected type"},
        refusal{"DVS028", 500, "unable to find user app: no matching entries in passwd file"},
        refusal{"DVS028", 500, "linux spec user: unable to find group web: no matching entries in group file"},
        refusal{"DVS029", 404, "network 4f2b9c not found"},
        refusal{"DVS029", 404, "failed to set up container networking: network 4f2b9c not found"},
        refusal{"DVS030", 409, "cannot join network namespace of a non running container: 4f2b9c"},
        refusal{
            "DVS031", 500,
            "error gathering device information while adding custom device \"/dev/absent\": no such file or directory"},
        refusal{"DVS032", 500, "could not select device driver \"nvidia\" with capabilities: [[gpu]]"},
        refusal{"DVS034", 500, "Address already in use"},
        refusal{"DVS034", 400,
                "invalid config for network shop_default: invalid endpoint settings:\nno configured subnet or ip-range "
                "contain "
                "the IP address 10.9.9.9"},
        refusal{"DVS035", 500, "all predefined address pools have been fully subnetted", network},
        refusal{"DVS035", 500,
                "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the "
                "network",
                network},
        refusal{"DVS036", 403, "Pool overlaps with other one on this address space", network},
        refusal{"DVS037", 500,
                "driver failed programming external connectivity on endpoint shop-api-1: iptables failed: iptables "
                "--wait -t nat -A DOCKER: "
                "iptables: No chain/target/match by that name. (exit status 1)"},
        refusal{"DVS039", 500, "Mounts denied: The path /data is not shared from the host and is not known to Docker."},
        refusal{"DVS041", 400, "exec /entrypoint.sh: no such file or directory"},
        refusal{"DVS056", 0, "dependency failed to start: container shop-postgres-1 is unhealthy", "depends_on"},
        refusal{"DVS056", 0, "service \"migrate\" didn't complete successfully: exit 1", "depends_on"},
        refusal{"DVS055", 0, "dependency failed to start: container shop-redis-1 has no healthcheck configured",
                "depends_on"}));

TEST(engine_refusal, that_nobody_knows_stays_general) {
  finding const f = explain(refused(500, "something new went wrong"));
  EXPECT_EQ(f.rule, "DVS000");
  EXPECT_EQ(f.message, "the engine refused POST /containers/{id}/start");
  ASSERT_EQ(f.evidences.size(), 1U);
  EXPECT_EQ(f.evidences[0].source, "POST /containers/{id}/start, status 500");
  EXPECT_EQ(f.evidences[0].text, "something new went wrong");
}

TEST(engine_refusal, quotes_what_was_asked_for) {
  EXPECT_EQ(explain(refused(500, "unable to find user app: no matching entries in passwd file")).message,
            "the user app does not exist in the image");
  EXPECT_EQ(explain(refused(400, "exec: \"serve\": executable file not found in $PATH")).message,
            "the command \"serve\" does not exist in the image");
  EXPECT_EQ(explain(refused(400, "bind source path does not exist: /srv/absent")).fix, "mkdir -p /srv/absent");
  EXPECT_EQ(explain(refused(500, "failed to bind host port for 0.0.0.0:8080:172.18.0.2:80/tcp: address already in use"))
                .message,
            "a program on the host already listens on 0.0.0.0:8080");
  EXPECT_EQ(explain(refused(500, "listen tcp4 127.0.0.1:80: bind: address already in use")).fix,
            "ss -ltnp 'sport = :80'");
}

TEST(engine_refusal, suggests_what_a_shell_takes_literally) {
  EXPECT_EQ(explain(refused(400, "bind source path does not exist: /srv/it's $(here)")).fix,
            "mkdir -p '/srv/it'\\''s $(here)'");
}

TEST(engine_refusal, names_who_holds_the_port) {
  failure_context c = refused(500, "Bind for 0.0.0.0:8080 failed: port is already allocated");
  EXPECT_EQ(explain(c).message, "the port 0.0.0.0:8080 is already published by another container");
  c.port_holder = "other-web-1";
  EXPECT_EQ(explain(c).message, "the port 0.0.0.0:8080 is already published by other-web-1");
}

TEST(engine_refusal, tells_a_shell_line_given_as_one_word) {
  EXPECT_NE(
      explain(refused(400, "exec: \"npm run start\": executable file not found in $PATH")).advice.find("one program"),
      std::string::npos);
}

TEST(engine_refusal, of_a_permission_is_not_always_the_command) {
  EXPECT_EQ(rule_of(refused(500, "error while creating mount source path '/x': mkdir /x: permission denied")),
            "DVS000");
}

TEST(engine_refusal, of_a_device_is_not_a_missing_command) {
  EXPECT_NE(rule_of(refused(500, "chown /x: no such file or directory")), "DVS025");
}

}  // namespace
}  // namespace dockverify::diagnose

// What each attribute becomes in the create request, as docker compose sends it (compose.md sections 2.3 and 3.3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapping/row.hpp"

namespace dockverify::mapping {
namespace {

using compose::project;
using compose::service;

struct request_case {
  char const* name;
  void (*declare)(service&);
  char const* path;  // JSON pointer
  json expected;
  int api_minor = 51;
};

void PrintTo(request_case const& c, std::ostream* out) {
  *out << c.name;
}

project shop() {
  project p;
  p.name = "shop";
  p.directory = "/srv/shop";
  p.networks["front"] = {.key = "front", .name = "shop_front"};
  p.networks["back"] = {.key = "back", .name = "shop_back"};
  p.volumes["data"] = {.key = "data", .name = "shop_data"};
  p.secrets["token"] = {.key = "token", .name = "shop_token", .file = "/srv/shop/token.txt"};
  return p;
}

json request_of(void (*declare)(service&), int api_minor) {
  auto const p = shop();
  service s;
  s.name = "api";
  s.image = "shop/api:1";
  declare(s);
  context c;
  c.project = &p;
  c.container_name = "shop-api-1";
  c.api_minor = api_minor;
  c.container_ids["db"] = "d0d0";
  return create_request(s, c);
}

class create_request_test : public testing::TestWithParam<request_case> {};

TEST_P(create_request_test, has_the_engines_field) {
  auto const& c = GetParam();
  auto const request = request_of(c.declare, c.api_minor);
  json::json_pointer const path(c.path);
  auto const actual = request.contains(path) ? request.at(path) : json();
  EXPECT_EQ(actual, c.expected) << request.dump(2);
}

request_case const cases[] = {
    {"image", [](service&) {}, "/Image", "shop/api:1"},
    {"built_image_gets_the_projects_name", [](service& s) { s.image.clear(); }, "/Image", "shop-api"},
    {"user", [](service& s) { s.user = "1000:1000"; }, "/User", "1000:1000"},
    {"no_user_is_not_sent", [](service&) {}, "/User", nullptr},
    {"empty_command_clears", [](service& s) { s.command.emplace(); }, "/Cmd", json::array()},
    {"environment_without_value_is_bare", [](service& s) { s.environment["HOME"]; }, "/Env", {"HOME"}},
    {"mem_limit", [](service& s) { s.mem_limit = 1 << 28; }, "/HostConfig/Memory", 1 << 28},
    {"deploy_limit_wins",
     [](service& s) {
       s.mem_limit = 1 << 28;
       s.deploy.emplace().limits.emplace().memory = 1 << 29;
     },
     "/HostConfig/Memory", 1 << 29},
    {"cpus", [](service& s) { s.cpus = 0.5F; }, "/HostConfig/NanoCpus", 500'000'000},
    {"deploy_cpus", [](service& s) { s.deploy.emplace().limits.emplace().cpus = "1.5"; }, "/HostConfig/NanoCpus",
     1'500'000'000},
    {"pids_limit", [](service& s) { s.pids_limit = 64; }, "/HostConfig/PidsLimit", 64},
    {"one_number_is_both_ulimits", [](service& s) { s.ulimits["nproc"].single = 10; }, "/HostConfig/Ulimits",
     json::array({{{"Name", "nproc"}, {"Soft", 10}, {"Hard", 10}}})},
    {"restart_with_count",
     [](service& s) { s.restart = "on-failure:3"; },
     "/HostConfig/RestartPolicy",
     {{"Name", "on-failure"}, {"MaximumRetryCount", 3}}},
    {"deploy_restart_any_is_always", [](service& s) { s.deploy.emplace().restart_policy.emplace().condition = "any"; },
     "/HostConfig/RestartPolicy/Name", "always"},
    {"published_port_is_exposed_too",
     [](service& s) { s.ports.push_back({.host_ip = "127.0.0.1", .target = 80, .published = "8080"}); },
     "/ExposedPorts",
     {{"80/tcp", json::object()}}},
    {"port_binding",
     [](service& s) { s.ports.push_back({.host_ip = "127.0.0.1", .target = 80, .published = "8080"}); },
     "/HostConfig/PortBindings",
     {{"80/tcp", json::array({{{"HostIp", "127.0.0.1"}, {"HostPort", "8080"}}})}}},
    {"expose_range",
     [](service& s) { s.expose = {"8000-8001/udp"}; },
     "/ExposedPorts",
     {{"8000/udp", json::object()}, {"8001/udp", json::object()}}},
    {"named_volume_is_a_bind_with_its_real_name",
     [](service& s) { s.volumes.push_back({.type = "volume", .source = "data", .target = "/data"}); },
     "/HostConfig/Binds",
     {"shop_data:/data:rw"}},
    {"short_bind_creates_its_source",
     [](service& s) {
       s.volumes.push_back({.type = "bind",
                            .source = "/srv/x",
                            .target = "/x",
                            .read_only = true,
                            .bind = compose::volume_mount::bind_options{.create_host_path = true}});
     },
     "/HostConfig/Binds",
     {"/srv/x:/x:ro"}},
    {"strict_bind_is_a_mount_that_fails_without_its_source",
     [](service& s) {
       s.volumes.push_back(
           {.type = "bind", .source = "/srv/x", .target = "/x", .bind = compose::volume_mount::bind_options{}});
     },
     "/HostConfig/Mounts",
     json::array({{{"Type", "bind"}, {"Source", "/srv/x"}, {"Target", "/x"}, {"ReadOnly", false}}})},
    {"file_secret_is_a_read_only_mount",
     [](service& s) { s.secrets.push_back({.source = "token", .target = "/run/secrets/token"}); },
     "/HostConfig/Mounts/0",
     {{"Type", "bind"}, {"Source", "/srv/shop/token.txt"}, {"Target", "/run/secrets/token"}, {"ReadOnly", true}}},
    {"tmpfs", [](service& s) { s.tmpfs = {"/run:size=1m"}; }, "/HostConfig/Tmpfs", {{"/run", "size=1m"}}},
    {"no_network_is_none", [](service&) {}, "/HostConfig/NetworkMode", "none"},
    {"primary_network_has_the_highest_priority",
     [](service& s) {
       s.networks["back"];
       s.networks["front"].priority = 10;
     },
     "/HostConfig/NetworkMode", "shop_front"},
    {"all_endpoints_at_create",
     [](service& s) {
       s.networks["back"];
       s.networks["front"].aliases = {"www"};
     },
     "/NetworkingConfig/EndpointsConfig",
     {{"shop_back", {{"Aliases", {"shop-api-1", "api"}}}},
      {"shop_front", {{"Aliases", {"shop-api-1", "api", "www"}}}}}},
    {"one_endpoint_at_create_before_api_1_44",
     [](service& s) {
       s.networks["back"];
       s.networks["front"].aliases = {"www"};
     },
     "/NetworkingConfig/EndpointsConfig",
     {{"shop_back", {{"Aliases", {"shop-api-1", "api"}}}}},
     41},
    {"service_namespace_is_a_container_id", [](service& s) { s.network_mode = "service:db"; },
     "/HostConfig/NetworkMode", "container:d0d0"},
    {"healthcheck_in_nanoseconds",
     [](service& s) {
       auto& check = s.healthcheck.emplace();
       check.test = {"CMD", "true"};
       check.interval = std::chrono::seconds(10);
       check.start_interval = std::chrono::seconds(1);
     },
     "/Healthcheck",
     {{"Test", {"CMD", "true"}}, {"Interval", 10'000'000'000}, {"StartInterval", 1'000'000'000}}},
    {"an_old_engine_gets_no_start_interval",
     [](service& s) {
       auto& check = s.healthcheck.emplace();
       check.test = {"CMD", "true"};
       check.start_interval = std::chrono::seconds(1);
     },
     "/Healthcheck",
     {{"Test", {"CMD", "true"}}},
     41},
    {"disabled_healthcheck",
     [](service& s) { s.healthcheck.emplace().disable = true; },
     "/Healthcheck",
     {{"Test", {"NONE"}}}},
    {"unconfined_paths_are_two_empty_lists", [](service& s) { s.security_opt = {"systempaths=unconfined"}; },
     "/HostConfig/MaskedPaths", json::array()},
    {"extra_hosts", [](service& s) { s.extra_hosts["db"] = {"10.0.0.1"}; }, "/HostConfig/ExtraHosts", {"db:10.0.0.1"}},
    {"stop_timeout_in_whole_seconds", [](service& s) { s.stop_grace_period = std::chrono::milliseconds(1500); },
     "/StopTimeout", 1},
};

INSTANTIATE_TEST_SUITE_P(attributes, create_request_test, testing::ValuesIn(cases),
                         [](auto const& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace dockverify::mapping

// A container that the engine made from our own request differs in nothing, in the words of old and new engines; each
// change of a live value is told by its row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapping/row.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {
namespace {

using compose::project;
using compose::service;
using testing::ElementsAre;

struct fixture {
  project p;
  service s;
  context c;
  json inspect;

  fixture() {
    p.name = "shop";
    p.directory = "/srv/shop";
    p.networks["front"] = {.key = "front", .name = "shop_front"};
    p.volumes["data"] = {.key = "data", .name = "shop_data"};
    s.name = "api";
    s.image = "shop/api:1";
    s.mem_limit = 268435456;
    s.cpus = 0.5F;
    s.pids_limit = 100;
    s.user = "1000";
    s.restart = "unless-stopped";
    s.cap_drop = {"ALL"};
    s.security_opt = {"no-new-privileges:true"};
    s.read_only = true;
    s.environment["MODE"] = "fast";
    s.networks["front"].aliases = {"www"};
    s.ports.push_back({.host_ip = "127.0.0.1", .target = 80, .published = "8080"});
    s.volumes.push_back({.type = "volume", .source = "data", .target = "/data"});
    auto& check = s.healthcheck.emplace();
    check.test = {"CMD", "true"};
    check.interval = std::chrono::seconds(10);
    c.project = &p;
    c.container_name = "shop-api-1";
    c.image_config = {{"Cmd", {"serve"}},
                      {"Env", {"PATH=/bin"}},
                      {"WorkingDir", "/app"},
                      {"ExposedPorts", {{"9000/tcp", json::object()}}},
                      {"Healthcheck", {{"Test", {"CMD", "false"}}, {"Retries", 5}}},
                      {"Labels", {{"maker", "us"}}}};
    inspect = json::parse(R"({
      "Id": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      "Config": {
        "Image": "shop/api:1", "User": "1000", "Cmd": ["serve"], "Entrypoint": null, "Env": ["MODE=fast", "PATH=/bin"],
        "WorkingDir": "/app", "Hostname": "0123456789ab", "Tty": false, "OpenStdin": false,
        "ExposedPorts": {"80/tcp": {}, "9000/tcp": {}},
        "Healthcheck": {"Test": ["CMD", "true"], "Interval": 10000000000, "Retries": 5},
        "Labels": {"maker": "us", "com.docker.compose.project": "shop"}
      },
      "HostConfig": {
        "Memory": 268435456, "MemorySwap": 536870912, "NanoCpus": 500000000, "PidsLimit": 100, "CpuQuota": 0,
        "RestartPolicy": {"Name": "unless-stopped", "MaximumRetryCount": 0}, "CapAdd": null, "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges:true"], "ReadonlyRootfs": true, "Privileged": false, "NetworkMode": "shop_front",
        "PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]},
        "Ulimits": [{"Name": "nofile", "Soft": 1024, "Hard": 4096}], "IpcMode": "private", "ShmSize": 67108864,
        "LogConfig": {"Type": "json-file", "Config": {}}, "OomKillDisable": false, "Runtime": "runc", "CgroupnsMode": "host",
        "Binds": ["shop_data:/data:rw"]
      },
      "Mounts": [{"Type": "volume", "Name": "shop_data", "Source": "/var/lib/x", "Destination": "/data", "RW": true}],
      "NetworkSettings": {"Networks": {"shop_front": {"Aliases": ["shop-api-1", "api", "www"], "IPAMConfig": null}}}
    })");
  }

  std::vector<std::string> keys() const {
    std::vector<std::string> out;
    for (auto const& d : compare(s, c, inspect)) out.emplace_back(d.which->key);
    return out;
  }
};

TEST(compare, a_container_as_declared_has_no_difference) {
  EXPECT_THAT(fixture().keys(), ElementsAre());
}

TEST(compare, an_old_engine_adds_its_own_names_and_words) {
  fixture f;
  f.inspect["NetworkSettings"]["Networks"]["shop_front"]["Aliases"] = {"shop-api-1", "api", "www", "0123456789ab"};
  f.s.restart.clear();
  f.inspect["HostConfig"]["RestartPolicy"]["Name"] = "";
  f.inspect["HostConfig"]["PidsLimit"] = 100;
  f.inspect["HostConfig"]["MemorySwappiness"] = -1;
  EXPECT_THAT(f.keys(), ElementsAre());
}

TEST(compare, a_host_name_that_is_also_an_alias_is_not_dropped) {
  fixture f;
  f.s.hostname = "www";
  f.inspect["Config"]["Hostname"] = "www";
  EXPECT_THAT(f.keys(), ElementsAre());
}

struct live_change {
  char const* name;
  char const* path;
  json value;
  char const* key;
};
void PrintTo(live_change const& c, std::ostream* out) {
  *out << c.name;
}

class live_change_test : public testing::TestWithParam<live_change> {};

TEST_P(live_change_test, is_told_by_its_row) {
  fixture f;
  f.inspect[json::json_pointer(GetParam().path)] = GetParam().value;
  EXPECT_THAT(f.keys(), ElementsAre(GetParam().key));
}

live_change const changes[] = {
    {"memory", "/HostConfig/Memory", 0, "mem_limit"},
    {"cpus", "/HostConfig/NanoCpus", 1'000'000'000, "cpus"},
    {"pids", "/HostConfig/PidsLimit", nullptr, "pids_limit"},
    {"user", "/Config/User", "", "user"},
    {"restart", "/HostConfig/RestartPolicy/Name", "no", "restart"},
    {"capabilities", "/HostConfig/CapAdd", {"NET_ADMIN"}, "cap_add"},
    {"no_new_privileges", "/HostConfig/SecurityOpt", nullptr, "security_opt"},
    {"read_only", "/HostConfig/ReadonlyRootfs", false, "read_only"},
    {"privileged", "/HostConfig/Privileged", true, "privileged"},
    {"environment", "/Config/Env", {"MODE=slow", "PATH=/bin"}, "environment"},
    {"environment_of_the_image", "/Config/Env", {"MODE=fast"}, "environment"},
    {"lost_alias", "/NetworkSettings/Networks/shop_front/Aliases", {"shop-api-1", "0123456789ab"}, "networks"},
    {"another_network", "/NetworkSettings/Networks/other", json::object(), "networks"},
    {"bind_address", "/HostConfig/PortBindings/80~1tcp/0/HostIp", "", "ports"},
    {"mount_read_only", "/Mounts/0/RW", false, "volumes"},
    {"mount_elsewhere", "/Mounts/0/Name", "other", "volumes"},
    {"command", "/Config/Cmd", {"sleep", "1"}, "command"},
    {"healthcheck_interval", "/Config/Healthcheck/Interval", 1, "healthcheck"},
    {"healthcheck_of_the_image", "/Config/Healthcheck/Retries", 3, "healthcheck"},
    {"pid_namespace", "/HostConfig/PidMode", "host", "pid"},
    {"label", "/Config/Labels/maker", "them", "labels"},
};
INSTANTIATE_TEST_SUITE_P(rows, live_change_test, testing::ValuesIn(changes),
                         [](auto const& info) { return std::string(info.param.name); });

TEST(compare, a_quota_of_the_same_ratio_is_the_same_limit) {
  fixture f;
  f.inspect["HostConfig"]["NanoCpus"] = 0;
  f.inspect["HostConfig"]["CpuQuota"] = 50000;
  f.inspect["HostConfig"]["CpuPeriod"] = 100000;
  EXPECT_THAT(f.keys(), ElementsAre());
}

TEST(compare, an_undeclared_limit_that_is_there_is_a_difference_but_not_a_declared_one) {
  fixture f;
  f.s.mem_limit = 0;
  auto const differences = compare(f.s, f.c, f.inspect);
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_FALSE(differences.front().declared);
}

TEST(compare, foreign_json_of_any_shape_is_survived) {
  fixture f;
  for (
      auto const* text :
      {"null", "[]", "{}", R"({"Config": [], "HostConfig": 7, "Mounts": {}, "NetworkSettings": "x"})",
       R"({"Config": {"Env": {"a": 1}, "Cmd": 5}, "HostConfig": {"Memory": "much", "PortBindings": [1]}, "Mounts": [1, null]})"}) {
    f.inspect = json::parse(text);
    EXPECT_FALSE(f.keys().empty()) << text;
  }
}

TEST(display, secrets_show_their_keys_only) {
  fixture f;
  f.inspect["Config"]["Env"] = {"MODE=hunter2", "PATH=/bin"};
  auto const differences = compare(f.s, f.c, f.inspect);
  ASSERT_EQ(differences.size(), 1U);
  auto const shown = display(*differences.front().which, differences.front().actual);
  EXPECT_THAT(shown, testing::HasSubstr("MODE=***"));
  EXPECT_THAT(shown, testing::Not(testing::HasSubstr("hunter2")));
}

TEST(display, bytes_are_readable) {
  fixture f;
  f.inspect["HostConfig"]["Memory"] = 0;
  auto const differences = compare(f.s, f.c, f.inspect);
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(display(*differences.front().which, differences.front().expected), "256 MiB (268435456)");
  EXPECT_EQ(display(*differences.front().which, differences.front().actual), "unlimited");
}

TEST(hidden_values, agree_with_any_text_where_the_declaration_does_not_tell_them) {
  struct row {
    json declared, live;
    bool agrees;
  };
  for (row const& one : std::vector<row>{
           {"***", "anything", true},
           {"postgres://u:***@db/x", "postgres://u:secret@db/x", true},
           {"postgres://u:***@db/x", "postgres://u:secret@other/x", false},
           {"a***b***c", "a1b2c", true},
           {"a***b***c", "a1c2b", false},
           {"***b", "b", true},
           {"plain", "other", false},
           {{{"PASSWORD", "***"}, {"MODE", "x"}}, {{"PASSWORD", "s"}, {"MODE", "x"}}, true},
           {{{"PASSWORD", "***"}, {"MODE", "x"}}, {{"PASSWORD", "s"}, {"MODE", "y"}}, false},
           {{{"PASSWORD", "***"}}, json::object(), false},
           {{"redis-server", "--requirepass", "***"}, {"redis-server", "--requirepass", "s"}, true},
           {{"redis-server", "***"}, {"redis-server"}, false},
       }) {
    json declared = one.declared;
    fill_hidden(declared, one.live);
    EXPECT_EQ(declared == one.live, one.agrees) << one.declared << " " << one.live;
  }
}

}  // namespace
}  // namespace dockverify::mapping

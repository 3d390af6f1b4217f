// A small shop whose live stack is exactly what its file declares, as engines of two generations show it: each test
// changes one thing and looks at what is said about it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "compose/canonical.hpp"
#include "drift/drift.hpp"
#include "plan/identity.hpp"

namespace dockverify::drift {

using observe::json;

inline std::string const api_id = "9a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9";
inline std::string const image_id = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

/// 20.10 spells "no" as "", adds the short id to aliases and shows addresses at the top level.
inline char const* const inspect_20 = R"({
  "Id": "9a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",
  "Created": "2025-05-01T10:00:00.000000000Z", "Path": "python", "Args": ["-m", "app"],
  "State": {"Status": "running", "Running": true, "Paused": false, "Restarting": false, "OOMKilled": false, "Dead": false,
            "Pid": 4242, "ExitCode": 0, "Error": "", "StartedAt": "2025-05-01T10:00:01Z", "FinishedAt": "0001-01-01T00:00:00Z"},
  "Image": "sha256:1111111111111111111111111111111111111111111111111111111111111111",
  "Name": "/shop-api-1", "RestartCount": 0, "Driver": "overlay2", "Platform": "linux", "AppArmorProfile": "",
  "HostConfig": {"Binds": ["shop_data:/data:rw"], "ContainerIDFile": "", "LogConfig": {"Type": "json-file", "Config": {}},
    "NetworkMode": "shop_back", "PortBindings": {"8000/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]},
    "RestartPolicy": {"Name": "", "MaximumRetryCount": 0}, "AutoRemove": false, "VolumeDriver": "", "VolumesFrom": null,
    "CapAdd": null, "CapDrop": null, "CgroupnsMode": "host", "Dns": [], "DnsOptions": [], "DnsSearch": [], "ExtraHosts": [],
    "GroupAdd": null, "IpcMode": "private", "Cgroup": "", "Links": null, "OomScoreAdj": 0, "PidMode": "", "Privileged": false,
    "PublishAllPorts": false, "ReadonlyRootfs": false, "SecurityOpt": null, "UTSMode": "", "UsernsMode": "", "ShmSize": 67108864,
    "Runtime": "runc", "ConsoleSize": [0, 0], "Isolation": "", "CpuShares": 0, "Memory": 268435456, "NanoCpus": 500000000,
    "CgroupParent": "", "BlkioWeight": 0, "BlkioWeightDevice": null, "CpuPeriod": 0, "CpuQuota": 0, "CpuRealtimePeriod": 0,
    "CpuRealtimeRuntime": 0, "CpusetCpus": "", "CpusetMems": "", "Devices": null, "DeviceCgroupRules": null,
    "DeviceRequests": null, "KernelMemory": 0, "KernelMemoryTCP": 0, "MemoryReservation": 0, "MemorySwap": 536870912,
    "MemorySwappiness": null, "OomKillDisable": false, "PidsLimit": 100,
    "Ulimits": [{"Name": "nofile", "Hard": 4096, "Soft": 1024}], "CpuCount": 0, "CpuPercent": 0,
    "MaskedPaths": ["/proc/asound"], "ReadonlyPaths": ["/proc/bus"]},
  "Mounts": [{"Type": "volume", "Name": "shop_data", "Source": "/var/lib/docker/volumes/shop_data/_data", "Destination": "/data",
              "Driver": "local", "Mode": "rw", "RW": true, "Propagation": ""}],
  "Config": {"Hostname": "9a1b2c3d4e5f", "Domainname": "", "User": "1000:1000", "AttachStdin": false, "AttachStdout": true,
    "AttachStderr": true, "ExposedPorts": {"8000/tcp": {}}, "Tty": false, "OpenStdin": false, "StdinOnce": false,
    "Env": ["TOKEN=hush", "PATH=/usr/bin"], "Cmd": ["python", "-m", "app"], "Image": "shop/api:1", "Volumes": null,
    "WorkingDir": "/app", "Entrypoint": null, "OnBuild": null, "Labels": {}},
  "NetworkSettings": {"Bridge": "", "Ports": {"8000/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]}, "IPAddress": "",
    "Networks": {"shop_back": {"IPAMConfig": null, "Links": null, "Aliases": ["shop-api-1", "api", "backend", "9a1b2c3d4e5f"],
      "NetworkID": "n1", "EndpointID": "e1", "Gateway": "172.20.0.1", "IPAddress": "172.20.0.2", "IPPrefixLen": 16,
      "MacAddress": "02:42:ac:14:00:02", "DriverOpts": null}}}
})";

inline json merged(json base, json const& patch) {
  base.merge_patch(patch);
  return base;
}

/// 28 names the policy "no", shows aliases as they were sent and DNSNames beside them.
inline json inspect_28() {
  auto out = json::parse(inspect_20);
  auto& host = out["HostConfig"];
  host["RestartPolicy"]["Name"] = "no";
  host["Mounts"] = json();
  host.erase("Mounts");
  host.erase("KernelMemory");
  host.erase("KernelMemoryTCP");
  for (auto const* key : {"Dns", "DnsOptions", "DnsSearch", "ExtraHosts"}) host[key] = json();
  auto& network = out["NetworkSettings"]["Networks"]["shop_back"];
  network["Aliases"] = {"shop-api-1", "api", "backend"};
  network["DNSNames"] = {"shop-api-1", "api", "backend", "9a1b2c3d4e5f"};
  return out;
}

class drift_of : public testing::TestWithParam<int> {
 protected:
  drift_of() {
    project.name = "shop";
    auto& api = project.services["api"];
    api.name = "api";
    api.image = "shop/api:1";
    api.user = "1000:1000";
    api.mem_limit = 268435456;
    api.cpus = 0.5F;
    api.pids_limit = 100;
    api.ulimits["nofile"] = compose::ulimit{0, 1024, 4096};
    api.environment["TOKEN"] = "hush";
    api.networks["back"].aliases = {"backend"};
    compose::port port;
    port.host_ip = "127.0.0.1";
    port.target = 8000;
    port.published = "8080";
    api.ports.push_back(port);
    compose::volume_mount mount;
    mount.type = "volume";
    mount.source = "data";
    mount.target = "/data";
    api.volumes.push_back(mount);
    mark(api.marks,
         {"", "user", "mem_limit", "cpus", "pids_limit", "ulimits", "networks", "networks.back", "ports", "ports[0]"});
    auto& back = project.networks["back"];
    back.key = "back";
    back.name = "shop_back";
    back.driver = "bridge";
    back.internal = true;
    mark(back.marks, {"", "internal", "driver"});
    auto& data = project.volumes["data"];
    data.key = "data";
    data.name = "shop_data";
    mark(data.marks, {""});

    live.engine.api_version = GetParam() == 20 ? "1.41" : "1.51";
    live.engine.cgroup_version = "1";
    live.engine.memory_total = 8000000000;
    observe::live_container container;
    container.id = api_id;
    container.name = "shop-api-1";
    container.service = "api";
    container.number = 1;
    container.image_id = image_id;
    container.inspect = GetParam() == 20 ? json::parse(inspect_20) : inspect_28();
    container.facts.memory = {268435456, "/sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes"};
    container.facts.swap = {268435456, "/sys/fs/cgroup/memory/docker/x/memory.memsw.limit_in_bytes"};
    container.facts.cpus = {0.5, "/sys/fs/cgroup/cpu/docker/x/cpu.cfs_quota_us"};
    container.facts.pids = {100, "/sys/fs/cgroup/pids/docker/x/pids.max"};
    container.facts.rlimits["nofile"] = {1024, 4096};
    container.facts.rlimits_source = "/proc/4242/limits";
    container.facts.init_uid = 1000;
    container.facts.init_gid = 1000;
    container.facts.processes = {{4242, 1000, 1000, "python -m app --token hush"}};
    container.facts.processes_source = "/proc";
    live.containers.push_back(container);
    relabel();

    observe::live_network network;
    network.id = "n1";
    network.name = "shop_back";
    network.key = "back";
    network.driver = "bridge";
    network.config_hash = compose::config_hash(back);
    network.inspect = {
        {"Name", "shop_back"},
        {"Id", "n1"},
        {"Driver", "bridge"},
        {"Internal", true},
        {"Attachable", false},
        {"EnableIPv6", false},
        {"IPAM", {{"Driver", "default"}, {"Config", {{{"Subnet", "172.20.0.0/16"}, {"Gateway", "172.20.0.1"}}}}}},
        {"Containers", {{api_id, {{"Name", "shop-api-1"}}}}},
        {"Options", json::object()}};
    live.networks.push_back(network);
    observe::live_volume volume;
    volume.name = "shop_data";
    volume.key = "data";
    volume.driver = "local";
    volume.config_hash = compose::config_hash(data);
    live.volumes.push_back(volume);
    observe::live_image image;
    image.reference = "shop/api:1";
    image.id = image_id;
    image.inspect = {
        {"Id", image_id},
        {"Config",
         {{"User", ""}, {"Env", {"PATH=/usr/bin"}}, {"Cmd", {"python", "-m", "app"}}, {"WorkingDir", "/app"}}}};
    live.images["shop/api:1"] = image;
  }

  static void mark(compose::source_marks& marks, std::vector<std::string> const& paths) {
    static auto const file = std::make_shared<std::string const>("compose.yaml");
    int line = 3;
    for (auto const& path : paths) marks.set(path, {file, line++, 5});
  }

  [[nodiscard]] compose::service& api() { return project.services.at("api"); }
  [[nodiscard]] observe::live_container& container() { return live.containers.front(); }
  [[nodiscard]] json& inspect() { return container().inspect; }

  /// As if this file had created the container.
  void relabel() {
    auto& c = container();
    c.config_hash = plan::service_hash(api(), {{"api", api_id}});
    c.labels = {{"com.docker.compose.project", "shop"},
                {"com.docker.compose.service", "api"},
                {"com.docker.compose.config-hash", c.config_hash}};
    inspect()["Config"]["Labels"] = c.labels;
  }

  [[nodiscard]] drift_result judged() const { return compare(project, live, how); }
  [[nodiscard]] std::vector<finding> findings() const { return judged().findings; }
  /// The only finding.
  [[nodiscard]] finding only() const {
    auto const found = findings();
    EXPECT_EQ(found.size(), 1U) << all(found);
    return found.empty() ? finding() : found.front();
  }
  [[nodiscard]] static std::string all(std::vector<finding> const& found) {
    std::string out;
    for (auto const& f : found)
      out += f.rule + " " + f.field + ": " + f.message + " expected " + f.expected.value_or("-") + " actual " +
             f.actual.value_or("-") + "\n";
    return out;
  }
  [[nodiscard]] static bool has_evidence(finding const& f, std::string const& source, std::string const& text) {
    return std::any_of(f.evidences.begin(), f.evidences.end(), [&](auto const& e) {
      return e.source.find(source) != std::string::npos && e.text.find(text) != std::string::npos;
    });
  }
  [[nodiscard]] bool undetermined(std::string const& name) const {
    auto const result = judged();
    return std::any_of(result.undetermined.begin(), result.undetermined.end(),
                       [&](auto const& u) { return u.name == name; });
  }

  compose::project project;
  observe::live_stack live;
  options how;
};

}  // namespace dockverify::drift

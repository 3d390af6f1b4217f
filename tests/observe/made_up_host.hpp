// A made-up machine: /proc and /sys/fs/cgroup as files in a temporary folder.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "observe/host_files.hpp"

namespace dockverify::observe {

class made_up_host {
 public:
  made_up_host() {
    auto pattern = (std::filesystem::temp_directory_path() / "dockverify-host-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~made_up_host() { std::filesystem::remove_all(root_); }
  made_up_host(made_up_host const&) = delete;
  made_up_host& operator=(made_up_host const&) = delete;

  void write(std::string const& path, std::string const& text) const {
    auto const file = root_ / std::filesystem::path(path).relative_path();
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  void remove(std::string const& path) const {
    std::filesystem::remove_all(root_ / std::filesystem::path(path).relative_path());
  }
  [[nodiscard]] host_files files() const { return host_files(root_); }

  void process(int pid, int uid, std::string const& command, std::string const& cgroup) const {
    auto const folder = "/proc/" + std::to_string(pid);
    auto const id = std::to_string(uid);
    auto const ids = id + "\t" + id + "\t" + id + "\t" + id + "\n";
    write(folder + "/status", "Name:\t" + command.substr(0, 15) + "\nUmask:\t0022\nState:\tS (sleeping)\nUid:\t" + ids +
                                  "Gid:\t" + ids + "Groups:\t10 " + id + " \nCapEff:\t00000000a80425fb\nSeccomp:\t2\n");
    std::string arguments = command;
    for (auto& c : arguments) {
      if (c == ' ') c = '\0';
    }
    write(folder + "/cmdline", arguments + '\0');
    write(folder + "/cgroup", cgroup);
    write(folder + "/uid_map", "         0          0 4294967295\n");
    write(folder + "/gid_map", "         0          0 4294967295\n");
    write(folder + "/limits",
          "Limit                     Soft Limit           Hard Limit           Units     \n"
          "Max cpu time              unlimited            unlimited            seconds   \n"
          "Max core file size        0                    unlimited            bytes     \n"
          "Max processes             96365                96365                processes \n"
          "Max open files            1024                 524288               files     \n"
          "Max nice priority         0                    0                    \n");
  }

 private:
  std::filesystem::path root_;
};

inline std::string const container_id = "4f1c0f2d9f6d2a3c8b1e7a6d5c4b3a29181706f5e4d3c2b1a0f9e8d7c6b5a493";

inline constexpr char const* v1_mounts =
    "23 1 254:1 / / rw,relatime - ext4 /dev/vda1 rw\n"
    "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct\n"
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n"
    "39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids\n"
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";
inline constexpr char const* v2_mounts =
    "31 23 0:28 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

inline std::string v1_cgroup() {
  auto const path = "/docker/" + container_id;
  return "4:pids:" + path + "\n3:memory:" + path + "\n2:cpu,cpuacct:" + path + "\n0::" + path + "\n";
}
inline std::string v2_path() {
  return "/system.slice/docker-" + container_id + ".scope";
}
inline std::string v2_cgroup() {
  return "0::" + v2_path() + "\n";
}

/// 256 MiB and as much swap, half a cpu, 100 processes.
inline void add_v1_container(made_up_host const& host) {
  host.write("/proc/self/mountinfo", v1_mounts);
  host.process(4242, 1000, "python -m app --password secret", v1_cgroup());
  host.process(4243, 1000, "worker", v1_cgroup());
  auto const memory = "/sys/fs/cgroup/memory/docker/" + container_id;
  host.write(memory + "/memory.limit_in_bytes", "268435456\n");
  host.write(memory + "/memory.memsw.limit_in_bytes", "536870912\n");
  host.write(memory + "/cgroup.procs", "4242\n");
  auto const cpu = "/sys/fs/cgroup/cpu,cpuacct/docker/" + container_id;
  host.write(cpu + "/cpu.cfs_quota_us", "50000\n");
  host.write(cpu + "/cpu.cfs_period_us", "100000\n");
  auto const pids = "/sys/fs/cgroup/pids/docker/" + container_id;
  host.write(pids + "/pids.max", "100\n");
  host.write(pids + "/cgroup.procs", "4242\n");
  host.write(pids + "/nested/cgroup.procs", "4243\n0\n");
}

inline void add_v2_container(made_up_host const& host) {
  host.write("/proc/self/mountinfo", v2_mounts);
  host.process(4242, 1000, "python -m app", v2_cgroup());
  auto const folder = "/sys/fs/cgroup" + v2_path();
  host.write(folder + "/memory.max", "268435456\n");
  host.write(folder + "/memory.swap.max", "268435456\n");
  host.write(folder + "/cpu.max", "50000 100000\n");
  host.write(folder + "/pids.max", "100\n");
  host.write(folder + "/cgroup.procs", "4242\n");
}

}  // namespace dockverify::observe

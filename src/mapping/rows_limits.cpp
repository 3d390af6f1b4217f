// Limits: memory, swap, cpu, pids, ulimits, block I/O. The engine's units are bytes and billionths of a cpu.
#include <cmath>
#include <cstdlib>

#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {

declared_limits limits_of(compose::service const& s) {
  declared_limits out{.memory = s.mem_limit, .memory_swap = s.memswap_limit, .pids = s.pids_limit};
  // compose multiplies its 32-bit float, so the same product is the same limit.
  if (s.cpus > 0) out.nano_cpus = static_cast<std::int64_t>(s.cpus * 1e9F);
  if (s.deploy && s.deploy->limits) {
    auto const& limits = *s.deploy->limits;
    if (limits.memory != 0) out.memory = limits.memory;
    if (limits.pids != 0) out.pids = limits.pids;
    if (!limits.cpus.empty())
      out.nano_cpus = static_cast<std::int64_t>(std::strtof(limits.cpus.c_str(), nullptr) * 1e9F);
  }
  return out;
}

namespace {

/// compose's 32-bit floats make 0.15 cpus 150000006; a ten-thousandth of a cpu is below what the kernel enforces.
json rounded_nano_cpus(double nano) {
  auto const steps = std::llround(nano / 1e5);
  return steps == 0 ? json() : json(steps * 100'000);
}

json reservation(compose::service const& s, context const&) {
  if (s.deploy && s.deploy->reservations && s.deploy->reservations->memory != 0) return s.deploy->reservations->memory;
  return number_or_null(s.mem_reservation);
}

json quota_as_nano(double quota, double period) {
  return rounded_nano_cpus(quota * 1e9 / (period > 0 ? period : 100'000));
}

json expected_cpus(compose::service const& s, context const&) {
  auto const limits = limits_of(s);
  if (limits.nano_cpus != 0) return rounded_nano_cpus(static_cast<double>(limits.nano_cpus));
  if (s.cpu_quota > 0) return quota_as_nano(static_cast<double>(s.cpu_quota), static_cast<double>(s.cpu_period));
  return {};
}

/// One limit has two encodings: NanoCpus, or a quota in each period (runtime.md section 2.2).
json live_cpus(json const& inspect, context const&) {
  auto const nano = integer_at(inspect, "HostConfig.NanoCpus");
  if (nano != 0) return rounded_nano_cpus(static_cast<double>(nano));
  auto const quota = integer_at(inspect, "HostConfig.CpuQuota");
  if (quota <= 0) return {};
  return quota_as_nano(static_cast<double>(quota), static_cast<double>(integer_at(inspect, "HostConfig.CpuPeriod")));
}

/// 0, -1 and null all mean unlimited.
json positive(json const& value, context const&) {
  return value.is_number() && value.get<double>() > 0 ? value : json();
}

json ulimits_by_name(json const& value, context const&) {
  json out = json::object();
  if (value.is_array())
    for (auto const& entry : value)
      if (entry.is_object())
        out[string_at(entry, "Name")] = {{"soft", integer_at(entry, "Soft")}, {"hard", integer_at(entry, "Hard")}};
  return out.empty() ? json() : out;
}

json declared_ulimits(compose::service const& s, context const&) {
  json out = json::array();
  for (auto const& [name, limit] : s.ulimits)
    out.push_back({{"Name", name},
                   {"Soft", limit.single != 0 ? limit.single : limit.soft},
                   {"Hard", limit.single != 0 ? limit.single : limit.hard}});
  return out.empty() ? json() : out;
}

/// The daemon's default-ulimits are merged into every container: only declared names are compared.
void only_declared_ulimits(json& expected, json& actual) {
  if (expected.is_null()) actual = json();
  only_expected_keys(expected, actual);
}

json blkio_devices(std::vector<compose::blkio_weight_device> const& devices, char const* value_key) {
  json out = json::array();
  for (auto const& device : devices) out.push_back({{"Path", device.path}, {value_key, device.value}});
  return out;
}

void put_blkio(compose::service const& s, context const&, json& request) {
  if (!s.blkio_config) return;
  auto const& io = *s.blkio_config;
  auto& host = request["HostConfig"];
  if (io.weight != 0) host["BlkioWeight"] = io.weight;
  if (!io.weight_device.empty()) host["BlkioWeightDevice"] = blkio_devices(io.weight_device, "Weight");
  if (!io.device_read_bps.empty()) host["BlkioDeviceReadBps"] = blkio_devices(io.device_read_bps, "Rate");
  if (!io.device_read_iops.empty()) host["BlkioDeviceReadIOps"] = blkio_devices(io.device_read_iops, "Rate");
  if (!io.device_write_bps.empty()) host["BlkioDeviceWriteBps"] = blkio_devices(io.device_write_bps, "Rate");
  if (!io.device_write_iops.empty()) host["BlkioDeviceWriteIOps"] = blkio_devices(io.device_write_iops, "Rate");
}

template <std::int64_t compose::service::* member>
json number(compose::service const& s, context const&) {
  return number_or_null(s.*member);
}

constexpr row rows[] = {
    {.key = "mem_limit",
     .field = "HostConfig.Memory",
     .group = aspect::limits,
     .level = severity::error,
     .live_mutable = true,
     .rule = "DVR011",
     .documentation = "memory limit in bytes; deploy.resources.limits.memory wins",
     .declare = [](compose::service const& s, context const&) { return number_or_null(limits_of(s).memory); }},
    {.key = "memswap_limit",
     .field = "HostConfig.MemorySwap",
     .group = aspect::limits,
     .level = severity::warning,
     .live_mutable = true,
     .rule = "DVR011",
     .documentation =
         "memory plus swap in bytes, -1 unlimited; undeclared: the engine's twice the memory limit, not compared",
     .declare = [](compose::service const& s, context const&) { return number_or_null(limits_of(s).memory_swap); },
     .inherited = [](context const&) { return no_statement(); }},
    {.key = "mem_reservation",
     .field = "HostConfig.MemoryReservation",
     .group = aspect::limits,
     .level = severity::warning,
     .live_mutable = true,
     .rule = "DVR011",
     .documentation = "soft memory limit in bytes; deploy.resources.reservations.memory wins",
     .declare = reservation},
    {.key = "mem_swappiness",
     .field = "HostConfig.MemorySwappiness",
     .group = aspect::limits,
     .level = severity::info,
     .rule = "DVR011",
     .documentation = "swappiness 0 to 100 (cgroup v1 only)",
     .declare = number<&compose::service::mem_swappiness>,
     .normalise = positive},
    {.key = "cpus",
     .field = "HostConfig.NanoCpus",
     .group = aspect::limits,
     .level = severity::warning,
     .live_mutable = true,
     .rule = "DVR012",
     .documentation =
         "cpu limit; deploy.resources.limits.cpus wins; compared with a quota and period of the same ratio",
     .declare = [](compose::service const& s, context const&) { return number_or_null(limits_of(s).nano_cpus); },
     .expect = expected_cpus,
     .read = live_cpus},
    {.key = "cpu_quota",
     .field = "HostConfig.CpuQuota",
     .group = aspect::limits,
     .level = severity::warning,
     .live_mutable = true,
     .rule = "DVR012",
     .documentation = "cpu quota in microseconds a period; compared as cpus",
     .declare = number<&compose::service::cpu_quota>,
     .expect = [](compose::service const&, context const&) { return no_statement(); }},
    {.key = "cpu_period",
     .field = "HostConfig.CpuPeriod",
     .group = aspect::limits,
     .level = severity::warning,
     .live_mutable = true,
     .rule = "DVR012",
     .documentation = "cpu period in microseconds; compared as cpus",
     .declare = number<&compose::service::cpu_period>,
     .expect = [](compose::service const&, context const&) { return no_statement(); }},
    {.key = "cpu_shares",
     .field = "HostConfig.CpuShares",
     .group = aspect::limits,
     .level = severity::warning,
     .live_mutable = true,
     .rule = "DVR012",
     .documentation = "relative cpu weight; not a limit",
     .declare = number<&compose::service::cpu_shares>},
    {.key = "cpuset",
     .field = "HostConfig.CpusetCpus",
     .group = aspect::limits,
     .level = severity::warning,
     .live_mutable = true,
     .rule = "DVR012",
     .documentation = "cpus the container may run on, e.g. 0-1",
     .declare = [](compose::service const& s, context const&) { return text_or_null(s.cpuset); }},
    {.key = "cpu_rt_period",
     .field = "HostConfig.CpuRealtimePeriod",
     .group = aspect::limits,
     .level = severity::warning,
     .live_mutable = true,
     .rule = "DVR012",
     .documentation = "realtime period in microseconds",
     .declare = number<&compose::service::cpu_rt_period>},
    {.key = "cpu_rt_runtime",
     .field = "HostConfig.CpuRealtimeRuntime",
     .group = aspect::limits,
     .level = severity::warning,
     .live_mutable = true,
     .rule = "DVR012",
     .documentation = "realtime runtime in microseconds",
     .declare = number<&compose::service::cpu_rt_runtime>},
    {.key = "cpu_count",
     .field = "HostConfig.CpuCount",
     .group = aspect::limits,
     .level = severity::warning,
     .rule = "DVR012",
     .documentation = "number of usable cpus (Windows engines)",
     .declare = number<&compose::service::cpu_count>},
    {.key = "cpu_percent",
     .field = "HostConfig.CpuPercent",
     .group = aspect::limits,
     .level = severity::warning,
     .rule = "DVR012",
     .documentation = "percentage of the cpus in hundredths (Windows engines)",
     .declare = [](compose::service const& s,
                   context const&) { return number_or_null(std::llround(s.cpu_percent * 100)); }},
    {.key = "pids_limit",
     .field = "HostConfig.PidsLimit",
     .group = aspect::limits,
     .level = severity::error,
     .live_mutable = true,
     .rule = "DVR029",
     .documentation = "largest number of processes; deploy.resources.limits.pids wins; 0, -1 and unset are unlimited",
     .declare = [](compose::service const& s, context const&) { return number_or_null(limits_of(s).pids); },
     .normalise = positive},
    {.key = "ulimits",
     .field = "HostConfig.Ulimits",
     .group = aspect::limits,
     .level = severity::warning,
     .rule = "DVR019",
     .documentation =
         "resource limits of processes by name; the engine adds its own defaults, only declared names are compared",
     .declare = declared_ulimits,
     .normalise = ulimits_by_name,
     .reconcile = only_declared_ulimits},
    {.key = "shm_size",
     .field = "HostConfig.ShmSize",
     .group = aspect::limits,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "size of /dev/shm in bytes; undeclared: the engine's 64 MiB",
     .declare = number<&compose::service::shm_size>,
     .inherited = [](context const&) { return no_statement(); }},
    {.key = "blkio_config",
     .field = "HostConfig.BlkioWeight",
     .group = aspect::limits,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "block I/O weight and rates",
     .declare = [](compose::service const& s,
                   context const&) { return s.blkio_config ? number_or_null(s.blkio_config->weight) : json(); },
     .put = put_blkio},
    {.key = "oom_kill_disable",
     .field = "HostConfig.OomKillDisable",
     .group = aspect::limits,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "never kill the container's processes when memory runs out (cgroup v1)",
     .declare = [](compose::service const& s, context const&) { return flag_or_null(s.oom_kill_disable); }},
    {.key = "oom_score_adj",
     .field = "HostConfig.OomScoreAdj",
     .group = aspect::limits,
     .level = severity::info,
     .rule = "DVR051",
     .documentation = "preference of the kernel when it must kill, -1000 to 1000",
     .declare = number<&compose::service::oom_score_adj>},
    {.key = "storage_opt",
     .field = "HostConfig.StorageOpt",
     .group = aspect::limits,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "storage driver options, e.g. size",
     .declare = [](compose::service const& s, context const&) { return map_or_null(s.storage_opt); }},
};

}  // namespace

std::span<row const> limit_rows() {
  return rows;
}

}  // namespace dockverify::mapping

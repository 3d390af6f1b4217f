// An immutable snapshot of what runs: gathered once, then judged by pure functions (plan, drift, diagnose) that need no
// engine. The engine's own JSON is kept whole: mapping rows read it by path and findings quote it as evidence.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dockverify::observe {

using json = nlohmann::json;

/// One line of /proc/<pid>/uid_map: `length` ids from `inside` on are `outside` on the host.
struct id_range {
  std::int64_t inside = 0, outside = 0, length = 0;
};

/// A process as the kernel sees it; ids are numeric, in the container's engine host's terms.
struct live_process {
  std::int64_t pid = 0, uid = 0, gid = 0;
  std::string command;
};

/// A value the kernel or the engine's sampler really enforces, with the place it was read from. nullopt: unlimited.
template <class T>
struct effective {
  std::optional<T> value;
  std::string source;  ///< e.g. "/sys/fs/cgroup/…/memory.max", "GET /containers/{id}/stats memory_stats.limit"
};

struct rlimit {
  std::optional<std::uint64_t> soft, hard;  ///< nullopt: unlimited
};

/// What runs in fact. A member that is absent could not be determined; `undetermined` says why.
struct effective_facts {
  std::optional<effective<std::int64_t>> memory;  ///< bytes
  std::optional<effective<std::int64_t>> swap;    ///< bytes of swap alone, beyond memory
  std::optional<effective<double>> cpus;
  std::optional<effective<std::int64_t>> pids;
  std::map<std::string, rlimit> rlimits;  ///< by compose's names: nofile, nproc, core …
  std::string rlimits_source;
  std::optional<std::int64_t> init_uid, init_gid;  ///< of the container's first process
  std::vector<std::int64_t> groups;                ///< supplementary groups of the first process
  std::vector<id_range> uid_ranges, gid_ranges;    ///< of the container's user namespace; empty: the host's own ids
  std::vector<live_process> processes;
  std::string processes_source;                     ///< "/proc" or "GET /containers/{id}/top"
  std::map<std::string, std::string> undetermined;  ///< fact → why

  /// What a host uid is called inside the container; nullopt: it has no name there.
  [[nodiscard]] std::optional<std::int64_t> uid_inside(std::int64_t host_uid) const;
  [[nodiscard]] std::optional<std::int64_t> gid_inside(std::int64_t host_gid) const;
};

struct live_container {
  std::string id, name, service;
  int number = 0;  ///< container-number label; 0: none
  bool one_off = false;
  std::string image_id;
  std::string config_hash;  ///< label; empty: none
  std::map<std::string, std::string> labels;
  json inspect;  ///< GET /containers/{id}/json
  effective_facts facts;

  [[nodiscard]] std::string status() const;  ///< State.Status
  [[nodiscard]] bool running() const;        ///< Status is running: not paused, not in restart back-off
  [[nodiscard]] std::string health() const;  ///< State.Health.Status, empty when there is none
  [[nodiscard]] int restart_count() const;
};

struct live_network {
  std::string id, name, key, driver;  ///< key: compose's label, empty when foreign
  std::string config_hash;
  std::map<std::string, std::string> labels;
  json inspect;
};

struct live_volume {
  std::string name, key, driver;
  std::string config_hash;
  std::map<std::string, std::string> labels, options;
};

struct live_image {
  std::string reference, id;
  json inspect;
};

struct engine_host {
  std::string address, version, api_version, os, arch;
  std::string cgroup_version;
  bool same_kernel =
      false;  ///< /proc of the containers is readable here (proved by a container id in /proc/<pid>/cgroup)
  std::string system_time;        ///< the engine's clock, RFC 3339 as it sent it
  std::int64_t ncpu = 0;          ///< 0: not told
  std::int64_t memory_total = 0;  ///< bytes; 0: not told
  bool user_namespaces = false;   ///< ids of containers are shifted on the host unless a container opts out
};

struct live_stack {
  engine_host engine;
  std::vector<live_container> containers;  ///< of the project, one-offs included, by service and number
  std::vector<live_network> networks;
  std::vector<live_volume> volumes;
  /// By reference as the project writes it; absent: not on the engine. Images of containers that no reference names any
  /// more are here too, under their id.
  std::map<std::string, live_image> images;

  [[nodiscard]] std::vector<live_container const*> of_service(
      std::string const& service) const;  ///< without one-offs, by number
  [[nodiscard]] live_network const* network_by_name(std::string const& name) const;
  [[nodiscard]] live_volume const* volume_by_name(std::string const& name) const;
  [[nodiscard]] live_image const* image_by_id(std::string const& id) const;
};

/// The value at a dotted path ("HostConfig.Memory"), or null; never throws on foreign JSON.
json const& at_path(json const& object, std::string_view dotted);
/// The same for one key that may contain dots itself (network names, ports).
json const& at_key(json const& object, std::string const& key);
/// A text, or "" for everything else.
std::string text_of(json const& value);
/// A whole number; unsigned values beyond its range become the largest one. nullopt for everything that is not a
/// number.
std::optional<std::int64_t> whole_of(json const& value);
/// Only `true` is true.
bool truth_of(json const& value);
/// The texts of a list; elements of other types are left out.
std::vector<std::string> texts_of(json const& value);
/// The text members of an object.
std::map<std::string, std::string> map_of(json const& value);

}  // namespace dockverify::observe

// The resolved compose model: what `docker compose config` would print, typed, immutable once loaded, with the place of
// every key. Field names and order are the Compose Specification's and compose-go's, because the config-hash is made
// from that order.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "report/source_span.hpp"

namespace dockverify::compose {

using nanoseconds = std::chrono::nanoseconds;
using string_map = std::map<std::string, std::string>;
/// A null value means "take it from nowhere": as an environment entry it removes the image's variable.
using nullable_map = std::map<std::string, std::optional<std::string>>;
using string_list = std::vector<std::string>;
/// Absent, or a list that may be empty: `command: []` clears the image's, a missing one keeps it.
using optional_list = std::optional<string_list>;
/// The `x-*` keys of an object with their values; null when there are none. In no hash.
using extension_values = nlohmann::ordered_json;

/// The place of each key of one object by its path ("mem_limit", "healthcheck.interval", "ports[0]",
/// "networks.front.aliases").
class source_marks {
 public:
  void set(std::string path, source_span span) { spans_.insert_or_assign(std::move(path), std::move(span)); }
  /// The place of `path`, or of its nearest parent that has one; the object itself is the empty path.
  [[nodiscard]] source_span find(std::string_view path) const;

 private:
  std::unordered_map<std::string, source_span> spans_;
};

struct healthcheck {
  string_list test;  ///< starts with CMD, CMD-SHELL or NONE; empty: the image's test with other numbers
  std::optional<nanoseconds> timeout, interval;
  std::optional<std::uint64_t> retries;
  std::optional<nanoseconds> start_period, start_interval;
  bool disable = false;
  extension_values extensions;
};

struct port {
  std::string name, mode = "ingress", host_ip;
  std::uint32_t target = 0;
  std::string published;  ///< "", "8080" or a range "9000-9002"
  std::string protocol = "tcp", app_protocol;
  extension_values extensions;
};

// Outside of volume_mount, which needs them complete for its optionals.
struct bind_mount_options {
  std::string selinux, propagation;
  bool create_host_path = false;
  bool create_host_path_declared = false;  ///< written in the file: compose 5 hashes only a written `false`
  std::string recursive;
  extension_values extensions;
};
struct volume_mount_options {
  string_map labels;
  bool nocopy = false;
  std::string subpath;
  extension_values extensions;
};
struct tmpfs_mount_options {
  std::int64_t size = 0;  ///< bytes
  std::uint32_t mode = 0;
  extension_values extensions;
};
struct image_mount_options {
  std::string subpath;
  extension_values extensions;
};

struct volume_mount {
  std::string type;  ///< bind | volume | tmpfs | image | npipe | cluster
  std::string source, target;
  bool read_only = false;
  std::string consistency;
  using bind_options = bind_mount_options;
  using volume_options = volume_mount_options;
  using tmpfs_options = tmpfs_mount_options;
  using image_options = image_mount_options;
  std::optional<bind_options> bind;
  std::optional<volume_options> volume;
  std::optional<tmpfs_options> tmpfs;
  std::optional<image_options> image;
  extension_values extensions;
};

enum class dependency_condition : std::uint8_t { started, healthy, completed };
struct dependency {
  dependency_condition condition = dependency_condition::started;
  bool restart = false, required = true;
  bool implicit = false;  ///< comes from links, volumes_from or a `service:` namespace
  extension_values extensions;
};

struct service_network {
  string_list aliases;
  string_map driver_opts;
  std::int64_t gw_priority = 0;
  std::string interface_name, ipv4_address, ipv6_address;
  string_list link_local_ips;
  std::string mac_address;
  std::int64_t priority = 0;
  bool declared = false;  ///< written as a mapping, even an empty one: compose hashes {} and nothing differently
  extension_values extensions;
};

struct file_reference {  ///< a service's use of a secret or config
  std::string source, target, uid, gid;
  std::optional<std::uint32_t> mode;
  extension_values extensions;
};

struct ulimit {
  std::int64_t single = 0, soft = 0, hard = 0;  ///< single != 0: both
};

struct logging {
  std::string driver;
  string_map options;
  extension_values extensions;
};

struct device_mapping {
  std::string source, target, permissions = "rwm";
  extension_values extensions;
};

struct device_request {  ///< deploy.resources.reservations.devices and gpus
  string_list capabilities;
  std::string driver;
  std::int64_t count = 0;  ///< -1: all
  string_list device_ids;
  string_map options;
  extension_values extensions;
};

struct discrete_resource {
  std::string kind;
  std::int64_t value = 0;
  extension_values extensions;
};
struct generic_resource {
  std::optional<discrete_resource> spec;
  extension_values extensions;
};

struct resource {
  std::string cpus;  ///< decimal as compose prints it; empty: unset
  std::int64_t memory = 0;
  std::int64_t pids = 0;
  std::vector<device_request> devices;
  std::vector<generic_resource> generic_resources;  ///< for orchestrators; docker compose prints and ignores them
  extension_values extensions;
};

struct restart_policy {
  std::string condition;
  std::optional<nanoseconds> delay, window;
  std::optional<std::uint64_t> max_attempts;
  extension_values extensions;
};

// For orchestrators: compose ignores these when it starts containers.
struct rollout {
  std::optional<std::uint64_t> parallelism;
  std::optional<nanoseconds> delay, monitor;
  std::string failure_action, order;
  float max_failure_ratio = 0;
  extension_values extensions;
};
struct placement_preference {
  std::string spread;
  extension_values extensions;
};
struct placement {
  string_list constraints;
  std::vector<placement_preference> preferences;
  std::int64_t max_replicas_per_node = 0;
  extension_values extensions;
};

struct deploy {
  std::string mode;
  std::optional<std::uint64_t> replicas;
  string_map labels;
  std::optional<rollout> update_config, rollback_config;
  std::optional<resource> limits, reservations;
  extension_values resource_extensions;  ///< of `resources` itself
  std::optional<dockverify::compose::restart_policy> restart_policy;
  dockverify::compose::placement placement;
  std::string endpoint_mode;
  extension_values extensions;
};

struct build {
  std::string context;     ///< absolute
  std::string dockerfile;  ///< relative to context, or absolute
  std::string dockerfile_inline, target, network, isolation, shm_size, pull, platform;
  nullable_map args;
  string_map labels;
  string_list cache_from, cache_to, tags, platforms, extra_hosts, ssh, entitlements;
  string_map additional_contexts;
  std::vector<file_reference> secrets;
  bool no_cache = false, privileged = false;
  std::string provenance, sbom;
  std::map<std::string, ulimit> ulimits;
  extension_values extensions;
};

/// A file of variables. `environment` contains them, unless the loader was told not to read them.
struct env_file {
  std::string path;  ///< absolute
  bool required = true;
  std::string format;   ///< "" (dotenv) or "raw"
  std::string written;  ///< the path as the file says it, variables unresolved: for messages
  bool merged = false;  ///< into `environment`
};

/// A file of labels that `labels` already contains.
struct label_file {
  std::string path;     ///< absolute
  std::string written;  ///< the path as the file says it, variables unresolved: for messages
};

/// Who runs a service that is no container: a command outside of the engine.
struct service_provider {
  std::string type;
  std::map<std::string, string_list> options;
  extension_values extensions;
};

struct service_model {  ///< a service's use of a model
  std::string endpoint_variable, model_variable;
  bool declared = false;  ///< written as a mapping, even an empty one
  extension_values extensions;
};

struct hook {  ///< post_start, pre_stop
  optional_list command;
  std::string user, working_dir;
  bool privileged = false;
  nullable_map environment;
  extension_values extensions;
};

struct watch_trigger {
  std::string path;  ///< absolute
  std::string action, target;
  hook exec;
  string_list include, ignore;
  bool initial_sync = false;
  extension_values extensions;
};
struct develop {
  std::vector<watch_trigger> watch;
  extension_values extensions;
};

struct credential_spec {
  std::string config, file, registry;
  extension_values extensions;
};

struct blkio_weight_device {
  std::string path;
  std::uint64_t value = 0;
  extension_values extensions;
};
struct blkio {
  std::uint16_t weight = 0;
  std::vector<blkio_weight_device> weight_device, device_read_bps, device_read_iops, device_write_bps,
      device_write_iops;
  extension_values extensions;
};

struct service {
  std::string name;
  source_marks marks;

  string_list profiles;
  string_map annotations;
  std::optional<bool> attach;
  std::optional<dockverify::compose::build> build;
  std::optional<blkio> blkio_config;
  string_list cap_add, cap_drop;
  std::string cgroup_parent, cgroup;
  std::int64_t cpu_count = 0;
  float cpu_percent = 0;
  std::int64_t cpu_period = 0, cpu_quota = 0, cpu_rt_period = 0, cpu_rt_runtime = 0;
  float cpus = 0;
  std::string cpuset;
  std::int64_t cpu_shares = 0;
  optional_list command;
  std::vector<file_reference> configs;
  std::string container_name;
  std::map<std::string, dependency> depends_on;
  std::optional<dockverify::compose::deploy> deploy;
  string_list device_cgroup_rules;
  std::vector<device_mapping> devices;
  string_list dns, dns_opt, dns_search;
  std::string domainname;
  optional_list entrypoint;
  std::optional<service_provider> provider;
  nullable_map environment;  ///< env_file already merged under it
  std::vector<env_file> env_files;
  string_list expose;
  string_list external_links;
  std::map<std::string, string_list> extra_hosts;
  string_list group_add;
  std::vector<device_request> gpus;
  std::string hostname;
  std::optional<dockverify::compose::healthcheck> healthcheck;
  std::string image;  ///< as written; empty with build: the name is made from project and service
  std::optional<bool> init;
  std::string ipc, isolation;
  string_map labels;  ///< label_file already merged under it
  std::vector<label_file> label_files;
  string_list links;
  std::optional<dockverify::compose::logging> logging;
  std::int64_t mem_limit = 0, mem_reservation = 0, memswap_limit = 0, mem_swappiness = 0;  ///< bytes; 0: unset
  std::string mac_address;
  std::map<std::string, service_model> models;  ///< key: model of the project
  std::string network_mode;
  /// Key: network of the project. Order of attachment: highest priority first, then by name.
  std::map<std::string, service_network> networks;
  bool oom_kill_disable = false;
  std::int64_t oom_score_adj = 0;
  std::string pid;
  std::int64_t pids_limit = 0;
  std::string platform;
  std::vector<port> ports;
  bool privileged = false;
  std::string pull_policy;
  bool read_only = false;
  std::string restart;
  std::string runtime;
  std::optional<std::int64_t> scale;
  std::vector<file_reference> secrets;
  string_list security_opt;
  std::int64_t shm_size = 0;
  bool stdin_open = false;
  std::optional<nanoseconds> stop_grace_period;
  std::string stop_signal;
  string_map storage_opt, sysctls;
  string_list tmpfs;
  bool tty = false;
  std::map<std::string, ulimit> ulimits;
  bool use_api_socket = false;
  std::string user, userns_mode, uts;
  std::vector<volume_mount> volumes;
  string_list volumes_from;
  std::string working_dir;
  std::vector<hook> post_start, pre_stop;
  // In the config-hash, but not sent to the engine.
  std::optional<dockverify::compose::develop> develop;
  std::optional<dockverify::compose::credential_spec> credential_spec;
  extension_values extensions;

  /// Containers that should run: scale, else deploy.replicas, else 1.
  [[nodiscard]] std::int64_t replicas() const noexcept;
  [[nodiscard]] source_span where(std::string_view path = {}) const { return marks.find(path); }
};

struct ipam_pool {
  std::string subnet, gateway, ip_range;
  string_map aux_addresses;
};
struct network {
  std::string key, name;  ///< name: what the engine calls it
  std::string driver;     ///< empty: the engine's default
  string_map driver_opts;
  std::string ipam_driver;
  std::vector<ipam_pool> ipam_config;
  extension_values ipam_extensions;
  bool external = false, internal = false, attachable = false;
  string_map labels;
  std::optional<bool> enable_ipv4, enable_ipv6;
  source_marks marks;
  extension_values extensions;
};

struct volume {
  std::string key, name, driver;
  string_map driver_opts;
  bool external = false;
  string_map labels;
  source_marks marks;
  extension_values extensions;
};

struct file_object {  ///< a top-level secret or config
  std::string key, name;
  std::string file;                        ///< absolute
  std::optional<std::string> environment;  ///< variable that holds the content
  std::optional<std::string> content;      ///< configs; for `environment:` the resolved value
  bool external = false;
  string_map labels;
  std::string driver;
  string_map driver_opts;
  std::string template_driver;
  source_marks marks;
  extension_values extensions;
};

struct model {  ///< a top-level AI model, which a model runner serves
  std::string key, name;
  std::string model;
  std::int64_t context_size = 0;
  string_list runtime_flags;
  source_marks marks;
  extension_values extensions;
};

/// What a problem is, for whoever answers it by kind. Messages are for people and may change.
enum class problem_code : std::uint8_t {
  other,                   ///< a file that can not be read, a command line that makes no sense
  yaml,                    ///< no valid YAML
  schema,                  ///< an unknown key, a wrong type or value
  no_image,                ///< neither image, build nor provider
  undefined_reference,     ///< a name or file that nothing defines
  cycle,                   ///< of dependencies, or of files and services that extend each other
  exclusive_keys,          ///< two settings that exclude each other
  mount_target_twice,      ///< in one service
  container_name_twice,    ///< in two services
  container_name_invalid,  ///< for the engine
  platform_not_built,      ///< the service's is not among those of its build
  limit_conflict,          ///< the same limit with two values
  health_test,             ///< a healthcheck's test that says not how it is run
  file_object_source,      ///< a secret or config without a source, or with several
  env_file_missing,
  variable_unset,     ///< empty text takes its place
  variable_required,  ///< `${NAME:?}` without a value
  version_key,
  legacy_boolean,  ///< yes, no, on, off...
};

/// One thing the loader has to say. Errors make the project unusable; the loader goes on to report all of them.
struct problem {
  bool error = true;
  source_span where;
  std::string message;
  std::string advice;  ///< what to write instead
  problem_code code = problem_code::other;
  std::string about;  ///< the variable, where the code is of one
};

struct project {
  std::string name;
  std::string directory;                             ///< absolute
  std::vector<std::string> files;                    ///< absolute, in merge order; "-" for stdin
  std::vector<std::string> env_files;                ///< absolute, only those given by --env-file
  std::map<std::string, service> services;           ///< enabled ones
  std::map<std::string, service> disabled_services;  ///< switched off by profiles
  std::map<std::string, network> networks;
  std::map<std::string, volume> volumes;
  std::map<std::string, file_object> secrets, configs;
  std::map<std::string, model> models;
  extension_values extensions;  ///< of the top level
};

}  // namespace dockverify::compose

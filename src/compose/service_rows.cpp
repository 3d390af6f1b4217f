// The attributes of a service in the order of compose-go's struct, which is the order of its JSON and of the
// config-hash.
#include "compose/families.hpp"

namespace dockverify::compose {

namespace {

constexpr std::string_view cgroups[] = {"host", "private"};

/// compose drops empty ones, which are what unset variables leave.
struct dns_servers {
  static void read(reader const& at, yaml_node const& node, string_list& value) {
    text_or_texts::read(at, node, value);
    std::erase(value, std::string{});
  }
  static void write(printer& out, std::string_view key, string_list const& value) { texts::write(out, key, value); }
};

}  // namespace

attributes<service> service_rows() {
  using enum merge_rule;
  static constexpr attribute<service> rows[] = {
      row<&service::profiles, keyed_texts>("profiles"),
      row<&service::annotations, mapping>("annotations", variables),
      row<&service::attach, optional_flag>("attach"),
      row<&service::build, build_codec>("build", context),
      row<&service::develop, develop_codec>("develop"),
      row<&service::blkio_config, object<blkio_rows>>("blkio_config"),
      row<&service::cap_add, keyed_texts>("cap_add"),
      row<&service::cap_drop, keyed_texts>("cap_drop"),
      row<&service::cgroup_parent, text>("cgroup_parent"),
      row<&service::cgroup, choice<cgroups>>("cgroup"),
      row<&service::cpu_count, whole_integer>("cpu_count"),
      row<&service::cpu_percent, whole_real>("cpu_percent"),
      row<&service::cpu_period, integer>("cpu_period"),
      row<&service::cpu_quota, integer>("cpu_quota"),
      row<&service::cpu_rt_period, integer>("cpu_rt_period"),
      row<&service::cpu_rt_runtime, integer>("cpu_rt_runtime"),
      row<&service::cpus, real>("cpus"),
      row<&service::cpuset, text>("cpuset"),
      row<&service::cpu_shares, integer>("cpu_shares"),
      row<&service::command, command_words>("command", replace),
      row<&service::configs, configs_codec>("configs"),
      row<&service::container_name, text>("container_name"),
      row<&service::credential_spec, object<credential_spec_rows>>("credential_spec"),
      row<&service::depends_on, dependencies_codec>("depends_on", dependencies),
      row<&service::deploy, deploy_codec>("deploy"),
      row<&service::device_cgroup_rules, distinct_texts>("device_cgroup_rules"),
      row<&service::devices, devices_codec>("devices"),
      row<&service::dns, dns_servers>("dns", append),
      row<&service::dns_opt, keyed_texts>("dns_opt"),
      row<&service::dns_search, text_or_texts>("dns_search", append),
      row<&service::domainname, text>("domainname"),
      row<&service::entrypoint, command_words>("entrypoint", replace),
      row<&service::provider, object<provider_rows>>("provider"),
      row<&service::environment, compose::variables>("environment", variables),
      row<&service::env_files, env_files_codec>("env_file", append),
      row<&service::expose, words_once>("expose"),
      row<&service::external_links, distinct_texts>("external_links"),
      row<&service::extra_hosts, hosts_codec>("extra_hosts", hosts),
      row<&service::group_add, distinct_words>("group_add"),
      row<&service::gpus, gpus_codec>("gpus", merge_rule::devices),
      row<&service::hostname, text>("hostname"),
      row<&service::healthcheck, object<healthcheck_rows>>("healthcheck"),
      row<&service::image, text>("image"),
      row<&service::init, optional_flag>("init"),
      row<&service::ipc, text>("ipc"),
      row<&service::isolation, text>("isolation"),
      row<&service::labels, mapping>("labels", variables),
      row<&service::label_files, label_files_codec>("label_file", append),
      row<&service::links, keyed_texts>("links"),
      row<&service::logging, object<logging_rows>>("logging", merge_rule::logging),
      row<&service::mem_limit, bytes>("mem_limit"),
      row<&service::mem_reservation, whole_bytes>("mem_reservation"),
      row<&service::memswap_limit, bytes>("memswap_limit"),
      row<&service::mem_swappiness, whole_bytes>("mem_swappiness"),
      row<&service::mac_address, text>("mac_address"),
      row<&service::models, service_models_codec>("models", names),
      row<&service::network_mode, text>("network_mode"),
      row<&service::networks, service_networks_codec>("networks", names),
      row<&service::oom_kill_disable, flag>("oom_kill_disable"),
      row<&service::oom_score_adj, whole_integer>("oom_score_adj"),
      row<&service::pid, text>("pid"),
      row<&service::pids_limit, integer>("pids_limit"),
      row<&service::platform, text>("platform"),
      row<&service::ports, ports_codec>("ports"),
      row<&service::privileged, flag>("privileged"),
      row<&service::pull_policy, text>("pull_policy"),
      // In the schema only: compose accepts it and loses it.
      {"pull_refresh_after",
       [](reader const& at, yaml_node const& node, service&) {
         std::string lost;
         text::read(at, node, lost);
       },
       [](printer&, std::string_view, service const&) {}},
      row<&service::read_only, flag>("read_only"),
      row<&service::restart, text>("restart"),
      row<&service::runtime, text>("runtime"),
      row<&service::scale, optional_integer>("scale"),
      row<&service::secrets, secrets_codec>("secrets"),
      row<&service::security_opt, distinct_texts>("security_opt"),
      row<&service::shm_size, bytes>("shm_size"),
      row<&service::stdin_open, flag>("stdin_open"),
      row<&service::stop_grace_period, duration>("stop_grace_period"),
      row<&service::stop_signal, text>("stop_signal"),
      row<&service::storage_opt, loose_options>("storage_opt"),
      row<&service::sysctls, mapping>("sysctls", variables),
      row<&service::tmpfs, text_or_texts>("tmpfs", append),
      row<&service::tty, flag>("tty"),
      row<&service::ulimits, ulimits_codec>("ulimits", merge_rule::ulimits),
      row<&service::use_api_socket, strict_flag>("use_api_socket"),
      row<&service::user, text>("user"),
      row<&service::userns_mode, text>("userns_mode"),
      row<&service::uts, text>("uts"),
      row<&service::volumes, mounts_codec>("volumes"),
      row<&service::volumes_from, distinct_texts>("volumes_from"),
      row<&service::working_dir, text>("working_dir"),
      row<&service::post_start, hooks_codec>("post_start"),
      row<&service::pre_stop, hooks_codec>("pre_stop"),
  };
  return rows;
}

namespace {

template <class Object>
merge_rule rule_in(attributes<Object> rows, std::string_view key) {
  for (attribute<Object> const& one : rows) {
    if (one.key == key) return one.merge;
  }
  return merge_rule::standard;
}

}  // namespace

merge_rule merge_rule_at(std::vector<std::string_view> const& path) {
  if (path.size() < 3) return merge_rule::standard;
  std::string_view const section = path[0];
  if (section == "services") {
    if (path.size() == 3) return rule_in(service_rows(), path[2]);
    if (path.size() != 4) return merge_rule::standard;
    if (path[2] == "build") return rule_in(build_rows(), path[3]);
    if (path[2] == "deploy") return rule_in(deploy_rows(), path[3]);
    if (path[2] == "healthcheck") return rule_in(healthcheck_rows(), path[3]);
    return merge_rule::standard;
  }
  if (path.size() == 4 && section == "networks" && path[2] == "ipam" && path[3] == "config") return merge_rule::pools;
  if (path.size() != 3) return merge_rule::standard;
  if (section == "networks") return rule_in(network_rows(), path[2]);
  if (section == "volumes") return rule_in(volume_rows(), path[2]);
  if (section == "secrets") return rule_in(secret_rows(), path[2]);
  if (section == "configs") return rule_in(config_rows(), path[2]);
  return merge_rule::standard;
}

}  // namespace dockverify::compose

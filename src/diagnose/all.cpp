// The only list of causes, in the order of their numbers (self-registering statics would be dropped by the linker).
#include <array>

#include "diagnose/diagnose.hpp"

namespace dockverify::diagnose {

// One name a line: it declares the cause that causes/NAME.cpp defines, and lists it.
#define DOCKVERIFY_CAUSES(X)   \
  X(not_started)               \
  X(image_absent)              \
  X(tag_unknown)               \
  X(pull_denied)               \
  X(pull_rate_limit)           \
  X(platform_missing)          \
  X(registry_unreachable)      \
  X(no_space)                  \
  X(bind_source_missing)       \
  X(invalid_mount)             \
  X(cpus_above_host)           \
  X(memory_too_small)          \
  X(unknown_capability)        \
  X(unknown_runtime)           \
  X(unknown_log_driver)        \
  X(invalid_restart_policy)    \
  X(invalid_working_directory) \
  X(no_command)                \
  X(health_interval_too_short) \
  X(name_in_use)               \
  X(port_taken_by_container)   \
  X(port_taken_by_process)     \
  X(privileged_port)           \
  X(command_not_found)         \
  X(not_executable)            \
  X(directory_mounted_on_file) \
  X(unknown_user)              \
  X(network_gone)              \
  X(joined_container_down)     \
  X(device_missing)            \
  X(gpu_driver_missing)        \
  X(address_not_usable)        \
  X(address_pools_exhausted)   \
  X(subnet_overlaps)           \
  X(firewall_rules_lost)       \
  X(path_not_shared)           \
  X(interpreter_missing)       \
  X(exec_format_error)         \
  X(out_of_memory)             \
  X(killed_after_stop)         \
  X(killed_from_outside)       \
  X(crashed)                   \
  X(cpu_too_old)               \
  X(exited_at_once)            \
  X(process_limit)             \
  X(read_only_file_system)     \
  X(seccomp_too_old)           \
  X(healthcheck_tool_missing)  \
  X(healthcheck_timeout)       \
  X(unhealthy)                 \
  X(no_healthcheck)            \
  X(dependency_failed)         \
  X(one_shot_failed)           \
  X(localhost_in_container)    \
  X(name_not_resolved)         \
  X(nginx_upstream_unknown)    \
  X(password_rejected)         \
  X(database_of_other_version) \
  X(postgres_data_path_moved)  \
  X(database_password_missing) \
  X(database_object_missing)   \
  X(redis_data_newer)          \
  X(mysql_data_locked)         \
  X(no_permission_for_data)    \
  X(map_count_too_low)         \
  X(module_missing)            \
  X(crash_loop)                \
  X(build_failed)

#define DOCKVERIFY_DECLARE(name) extern cause const name;
DOCKVERIFY_CAUSES(DOCKVERIFY_DECLARE)
#undef DOCKVERIFY_DECLARE

std::span<cause const> all_causes() {
#define DOCKVERIFY_LIST(name) name,
  static std::array const causes{DOCKVERIFY_CAUSES(DOCKVERIFY_LIST)};
#undef DOCKVERIFY_LIST
  return causes;
}

}  // namespace dockverify::diagnose

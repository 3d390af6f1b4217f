// The rules on compose services, DVC0xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_SERVICE(X) \
  X(version_key)                    \
  X(no_healthcheck)                 \
  X(healthcheck_disabled)           \
  X(healthcheck_incomplete)         \
  X(healthcheck_tool_absent)        \
  X(healthcheck_weak)               \
  X(no_restart)                     \
  X(restart_unfit)                  \
  X(depends_on_short)               \
  X(depends_on_healthy_no_check)    \
  X(missing_depends_on)             \
  X(data_bind_mount)                \
  X(data_not_persistent)            \
  X(privileged)                     \
  X(dangerous_capability)           \
  X(capabilities_not_dropped)       \
  X(new_privileges)                 \
  X(profile_off)                    \
  X(root_not_read_only)             \
  X(docker_socket)                  \
  X(sensitive_path)                 \
  X(host_namespace)                 \
  X(host_device)                    \
  X(shared_propagation)             \
  X(user_root)                      \
  X(cgroup_parent)                  \
  X(logging_none)                   \
  X(log_unbounded)                  \
  X(tmpfs_exec)                     \
  X(container_name)                 \
  X(obsolete_keys)                  \
  X(build_and_image)                \
  X(no_project_name)

// The rules on compose correctness and style, DVC5xx and DVC6xx: one name a line, as NAME.cpp in this folder defines
// it.
#pragma once

#define DOCKVERIFY_RULES_CORRECTNESS(X) \
  X(yaml_invalid)                       \
  X(schema_invalid)                     \
  X(no_image_no_build)                  \
  X(undefined_reference)                \
  X(dependency_cycle)                   \
  X(exclusive_keys)                     \
  X(mount_target_twice)                 \
  X(container_name_twice)               \
  X(container_name_invalid)             \
  X(bind_source_missing)                \
  X(platform_not_built)                 \
  X(build_target_missing)               \
  X(legacy_boolean)                     \
  X(unused_top_level)                   \
  X(service_keys_order)                 \
  X(services_order)                     \
  X(depends_on_order)                   \
  X(ports_order)                        \
  X(top_level_order)                    \
  X(volume_quotes)

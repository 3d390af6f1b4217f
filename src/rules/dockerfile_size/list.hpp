// The rules on Dockerfile size, DVD1xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_SIZE(X) \
  X(full_base)                              \
  X(compiler_in_final)                      \
  X(pip_cache)                              \
  X(consecutive_run)                        \
  X(dev_dependencies)                       \
  X(apt_lists_kept)                         \
  X(download_left)                          \
  X(delete_in_later_layer)                  \
  X(apt_recommends)                         \
  X(apk_cache)                              \
  X(yum_cache)                              \
  X(dnf_cache)                              \
  X(microdnf_cache)                         \
  X(zypper_cache)                           \
  X(yarn_cache)                             \
  X(other_caches)                           \
  X(useradd_sparse_log)                     \
  X(copy_then_extract)                      \
  X(upgrade_in_build)

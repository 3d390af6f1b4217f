// The rules on Dockerfile build performance, DVD2xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_CACHE(X) \
  X(source_before_deps)                      \
  X(source_not_last)                         \
  X(update_alone)                            \
  X(volatile_early)                          \
  X(cache_mount_advice)                      \
  X(unused_stage)                            \
  X(copy_everything)                         \
  X(copy_ignored)

// The rules on compose resources, DVC3xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_RESOURCES(X) \
  X(no_memory_limit)                  \
  X(no_cpu_limit)                     \
  X(no_pids_limit)                    \
  X(limit_unusable)                   \
  X(limit_conflict)                   \
  X(ulimits)

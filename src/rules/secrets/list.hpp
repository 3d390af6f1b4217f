// The rules on compose secrets, DVC2xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_SECRETS(X) \
  X(inline_secret)                  \
  X(secret_in_url)                  \
  X(secret_default)                 \
  X(env_secret)                     \
  X(env_file_tracked)               \
  X(secret_build_arg)               \
  X(secret_in_command)              \
  X(secret_file_exposed)            \
  X(variable_unset)                 \
  X(env_file_missing)               \
  X(default_password)               \
  X(secret_unused)

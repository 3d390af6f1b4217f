// The rules on Dockerfile security, DVD0xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_SECURITY(X) \
  X(no_user)                                    \
  X(last_user_root)                             \
  X(user_not_numeric)                           \
  X(secret_in_arg_or_env)                       \
  X(secret_value)                               \
  X(secret_file_copied)                         \
  X(expose_ssh)                                 \
  X(add_remote)                                 \
  X(system_folder)                              \
  X(copy_whole_filesystem)

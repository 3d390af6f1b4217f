// The rules on Dockerfile security, DVD0xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_SECURITY(X) \
  X(no_user)                                    \
  X(last_user_root)                             \
  X(user_not_numeric)                           \
  X(secret_in_arg_or_env)                       \
  X(secret_value)                               \
  X(secret_file_copied)                         \
  X(credential_command)                         \
  X(unneeded_tool)                              \
  X(host_tool_in_run)                           \
  X(sudo)                                       \
  X(expose_ssh)                                 \
  X(tls_verification_off)                       \
  X(signature_check_off)                        \
  X(password_set)                               \
  X(pipe_to_shell)                              \
  X(add_remote)                                 \
  X(system_folder)                              \
  X(copy_whole_filesystem)                      \
  X(setid_or_world_writable)                    \
  X(insecure_run)                               \
  X(chown_flag)

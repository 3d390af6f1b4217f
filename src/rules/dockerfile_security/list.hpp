// The rules on Dockerfile security, DVD0xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_SECURITY(X) \
  X(credential_command)                         \
  X(unneeded_tool)                              \
  X(host_tool_in_run)                           \
  X(sudo)                                       \
  X(tls_verification_off)                       \
  X(signature_check_off)                        \
  X(password_set)                               \
  X(pipe_to_shell)                              \
  X(setid_or_world_writable)                    \
  X(insecure_run)                               \
  X(chown_flag)

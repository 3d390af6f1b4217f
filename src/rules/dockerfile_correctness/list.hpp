// The rules on Dockerfile correctness, DVD3xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_CORRECTNESS(X) \
  X(parse_error)                                   \
  X(instruction_order)                             \
  X(workdir_relative)                              \
  X(copy_relative_no_workdir)                      \
  X(copy_many_no_slash)                            \
  X(copy_from_unknown)                             \
  X(copy_from_self)                                \
  X(stage_name_twice)                              \
  X(stage_name_reserved)                           \
  X(shell_form)                                    \
  X(healthcheck_shell_form)                        \
  X(cmd_twice)                                     \
  X(entrypoint_twice)                              \
  X(healthcheck_twice)                             \
  X(stage_no_healthcheck)                          \
  X(add_not_copy)                                  \
  X(port_range)                                    \
  X(expose_mapping)                                \
  X(expose_proto_case)                             \
  X(env_self_reference)                            \
  X(undefined_variable)                            \
  X(from_arg_undeclared)                           \
  X(from_arg_no_default)                           \
  X(platform_flag)                                 \
  X(platform_constant)                             \
  X(platform_redundant)                            \
  X(onbuild_invalid)

// The rules on Dockerfile style and labels, DVD4xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_STYLE(X) \
  X(maintainer)                              \
  X(instruction_case)                        \
  X(as_case)                                 \
  X(stage_name_case)                         \
  X(legacy_key_value)                        \
  X(empty_continuation)                      \
  X(description_comment)                     \
  X(inline_ignore)                           \
  X(label_key_form)                          \
  X(label_missing)                           \
  X(label_superfluous)                       \
  X(label_empty)                             \
  X(label_url)                               \
  X(label_time)                              \
  X(label_spdx)                              \
  X(label_hash)                              \
  X(label_semver)                            \
  X(label_email)

// The rules on .dockerignore, DVI0xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_IGNORE_FILE(X) \
  X(ignore_missing)                     \
  X(ignore_secrets)                     \
  X(ignore_vcs)                         \
  X(ignore_caches)                      \
  X(ignore_environments)                \
  X(ignore_docs_tests)                  \
  X(ignore_build_output)                \
  X(ignore_context_size)                \
  X(ignore_dead_pattern)                \
  X(ignore_trailing_comment)            \
  X(ignore_negation)                    \
  X(ignore_malformed)                   \
  X(ignore_needed_file)                 \
  X(ignore_root_only)                   \
  X(ignore_two_files)

// The rules on Dockerfile size, DVD1xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_SIZE(X) \
  X(full_base)                              \
  X(compiler_in_final)                      \
  X(pip_cache)

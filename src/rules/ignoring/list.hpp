// The rules on ignoring, DVA0xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_IGNORING(X) \
  X(unused_ignore)                   \
  X(expired_ignore)                  \
  X(lock_changed)                    \
  X(lock_missing)                    \
  X(unexplained_ignore)

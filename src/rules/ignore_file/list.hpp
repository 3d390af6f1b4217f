// The rules on .dockerignore, DVI0xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_IGNORE_FILE(X)

// The rules on image references, DVT0xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_IMAGES(X)

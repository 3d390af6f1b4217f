// The rules on compose correctness and style, DVC5xx and DVC6xx: one name a line, as NAME.cpp in this folder defines
// it.
#pragma once

#define DOCKVERIFY_RULES_CORRECTNESS(X)

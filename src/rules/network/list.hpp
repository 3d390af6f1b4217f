// The rules on compose networking, DVC1xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_NETWORK(X)

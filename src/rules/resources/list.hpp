// The rules on compose resources, DVC3xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_RESOURCES(X)

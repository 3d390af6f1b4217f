// The rules on compose services, DVC0xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_SERVICE(X) X(privileged)

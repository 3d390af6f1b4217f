// The rules on compose secrets, DVC2xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_SECRETS(X)

// The rules on Dockerfile security, DVD0xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_SECURITY(X)

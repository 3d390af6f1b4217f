// The rules on Dockerfile size, DVD1xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_SIZE(X) X(pip_cache)

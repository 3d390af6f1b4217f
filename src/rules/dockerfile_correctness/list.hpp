// The rules on Dockerfile correctness, DVD3xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_CORRECTNESS(X)

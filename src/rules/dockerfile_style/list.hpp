// The rules on Dockerfile style and labels, DVD4xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_STYLE(X)

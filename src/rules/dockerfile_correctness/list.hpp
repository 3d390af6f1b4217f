// The rules on Dockerfile correctness, DVD3xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_DOCKERFILE_CORRECTNESS(X) \
  X(cd_in_run)                                     \
  X(no_pipefail)                                   \
  X(sh_relinked)                                   \
  X(apt_not_apt_get)                               \
  X(apt_no_yes)                                    \
  X(yum_no_yes)                                    \
  X(dnf_no_yes)                                    \
  X(zypper_no_yes)                                 \
  X(apt_unpinned)                                  \
  X(apk_unpinned)                                  \
  X(pip_unpinned)                                  \
  X(npm_unpinned)                                  \
  X(gem_unpinned)                                  \
  X(yum_unpinned)                                  \
  X(dnf_unpinned)                                  \
  X(zypper_unpinned)                               \
  X(go_unpinned)                                   \
  X(curl_and_wget)                                 \
  X(wget_progress)                                 \
  X(shellcheck)                                    \
  X(heredoc_no_errexit)

#!/usr/bin/env bash
# Changes the containers of the running "drifted" stack, as a hurried operator would, without touching the file.
#
#   ./drift.sh [PROJECT]     (default: drifted; the engine is DOCKER_HOST's)
set -euo pipefail

project=${1:-drifted}
container() { printf '%s-%s-1' "$project" "$1"; }

# Limits: two raised, one taken away, one added.
docker update --memory 128m --memory-swap 128m "$(container web)" >/dev/null
docker update --cpus 0.75 "$(container web)" >/dev/null
docker update --pids-limit -1 "$(container api)" >/dev/null
docker update --cpus 0.1 "$(container store)" >/dev/null

# Restart policy.
docker update --restart no "$(container api)" >/dev/null

# Reconnected by hand: on the network again, but without the aliases, so api.internal and backend no longer resolve.
docker network disconnect "${project}_back" "$(container api)"
docker network connect "${project}_back" "$(container api)"

# A way out that the file does not give: store was on the internal network only.
docker network connect "${project}_front" "$(container store)"

# A network gone.
docker network disconnect "${project}_back" "$(container web)"

# A container of the project that no service declares.
docker run -d --name "$project-debug-1" --network "${project}_back" --label "com.docker.compose.project=$project" \
  --label com.docker.compose.service=debug --label com.docker.compose.oneoff=False \
  --label com.docker.compose.container-number=1 --label com.docker.compose.config-hash=none \
  dockverify/busybox:1.35 tail -f /dev/null >/dev/null

printf 'drifted: limits of web, api, store; restart policy of api; networks of web, api, store; a container "debug"\n'

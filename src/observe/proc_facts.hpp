// What a running container's processes really are, read from /proc of the machine the engine runs on: needs no root and
// no write call, but only holds when the kernel is ours, which the container's id in /proc/<pid>/cgroup proves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "observe/host_files.hpp"
#include "observe/live_stack.hpp"

namespace dockverify::observe {

/// nullopt: /proc/<pid> is not that container's, or hides it; then only the engine's API can tell.
std::optional<effective_facts> facts_from_proc(host_files const& files, std::int64_t pid,
                                               std::string const& container_id);

/// /proc/<pid>/limits by compose's names.
std::map<std::string, rlimit> parse_limits(std::string const& text);

}  // namespace dockverify::observe

// What the engine's API alone tells of a running container: less than /proc, but also from afar.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "observe/live_stack.hpp"

namespace dockverify::observe {

/// Asked of the engine host's ps: numeric, because names would be that host's and not the container's.
inline constexpr char const* top_arguments = "-eo pid,ppid,uid,gid,args";

/// From the table of GET /containers/{id}/top. `init_pid` is State.Pid. False when the table has no pid and uid
/// columns.
bool add_processes(effective_facts& facts, std::vector<std::string> const& titles,
                   std::vector<std::vector<std::string>> const& rows, std::int64_t init_pid);

/// From one sample of GET /containers/{id}/stats. A memory limit equal to the machine's memory means unlimited.
void add_limits(effective_facts& facts, json const& stats, std::int64_t memory_total);

/// Says of everything that neither call shows why it is unknown.
void explain_what_is_missing(effective_facts& facts, std::string const& why_not_local);

}  // namespace dockverify::observe

// Whether published ports lead to a program. The engine's tables only say that a port is forwarded, and its forwarder
// accepts connections for a container in which nobody listens.
#pragma once

#include <string>
#include <vector>

#include "compose/project.hpp"
#include "engine/io/result.hpp"
#include "observe/live_stack.hpp"
#include "report/report.hpp"

namespace dockverify::jobs {

struct port_checks {
  std::vector<finding> findings;
  check_counts checks;                    ///< one check for each published TCP port of each running container
  std::vector<std::string> undetermined;  ///< one sentence for each check that could not be decided
};

/// Probes from this host, several ports at once. `services`: empty for all.
io::awaitable<port_checks> probe_published_ports(compose::project const& project, observe::live_stack const& live,
                                                 std::vector<std::string> services, io::time_point deadline);

}  // namespace dockverify::jobs

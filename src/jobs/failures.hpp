// From a failed container to its finding: the second read of what is known, only for containers that failed.
#pragma once

#include "engine/api/client.hpp"
#include "report/report.hpp"
#include "up/tracker.hpp"
#include "up/up.hpp"

namespace dockverify::jobs {

/// One finding for each container that failed, with its cause, and one for each that only waited, with `caused_by`.
io::awaitable<std::vector<finding>> explain_failures(engine::client& client, compose::project const& p,
                                                     up::up_outcome const& outcome, io::time_point deadline);

}  // namespace dockverify::jobs

// A service's row of the report from a snapshot: for the commands that look and do nothing.
#pragma once

#include "compose/project.hpp"
#include "observe/live_stack.hpp"
#include "report/report.hpp"

namespace dockverify::jobs {

service_status live_status(compose::project const& p, observe::live_stack const& live, std::string const& service);

}  // namespace dockverify::jobs

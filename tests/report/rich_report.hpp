// A report in which every field of the contract is used: the writers' tests share it, so that they describe one case.
#pragma once

#include "report/report.hpp"

namespace dockverify::testing {

report rich_report();

/// An audit of a compose file and a Dockerfile: fixes, one of them in a line with a secret, and what was ignored.
report audit_report();

/// Whatever somebody may have written into a name, a message and a reason.
report hostile_report();

/// `up` of three services that all became ready.
report healthy_report();

}  // namespace dockverify::testing

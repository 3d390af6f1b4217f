// A report in which every field of the contract is used: the writers' tests share it, so that they describe one case.
#pragma once

#include "report/report.hpp"

namespace dockverify::testing {

report rich_report();

/// `up` of three services that all became ready.
report healthy_report();

}  // namespace dockverify::testing

// The aspects' lists of rows: one file each, joined in all.cpp.
#pragma once

#include <span>

#include "mapping/row.hpp"

namespace dockverify::mapping {

std::span<row const> image_rows();
std::span<row const> process_rows();
std::span<row const> user_rows();
std::span<row const> limit_rows();
std::span<row const> network_rows();
std::span<row const> port_rows();
std::span<row const> mount_rows();
std::span<row const> health_rows();
std::span<row const> security_rows();
std::span<row const> lifecycle_rows();
std::span<row const> namespace_rows();
std::span<row const> logging_rows();
std::span<row const> label_rows();

}  // namespace dockverify::mapping

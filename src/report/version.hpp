// The program's own version, kept where every writer can reach it, so that CMake's project() stays the only place with
// the number.
#pragma once

#include <string_view>

namespace dockverify {

/// For example "0.1.0".
std::string_view tool_version() noexcept;

}  // namespace dockverify

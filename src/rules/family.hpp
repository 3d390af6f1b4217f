// The families of rules, as their ids begin.
#pragma once

#include <string_view>

namespace dockverify::rules {

/// "Dockerfile security" of "DVD001"; empty: no family of the audit's.
std::string_view family_of(std::string_view id) noexcept;

}  // namespace dockverify::rules

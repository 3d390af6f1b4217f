// The licence ids that the SPDX list knows.
#pragma once

#include <string_view>

namespace dockverify::rules {

/// "MIT", "BSD-3-Clause"; in any case, as SPDX matches them.
bool is_spdx_licence(std::string_view id);
/// What may follow WITH: "LLVM-exception".
bool is_spdx_exception(std::string_view id);

}  // namespace dockverify::rules

// SHA-256, which config-hashes and locks are made of.
#pragma once

#include <string>
#include <string_view>

namespace dockverify::compose {

/// 64 hex digits.
std::string sha256_hex(std::string_view text);

}  // namespace dockverify::compose

// Text for people and for JSON has to be valid UTF-8; containers print whatever they like.
#pragma once

#include <string>
#include <string_view>

namespace dockverify::engine {

/// `bytes` with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
std::string to_valid_utf8(std::string_view bytes);

}  // namespace dockverify::engine

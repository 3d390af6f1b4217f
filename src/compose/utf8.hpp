// UTF-8 as Go reads it.
#pragma once

#include <cstddef>
#include <string_view>

namespace dockverify::compose {

/// The length of the valid sequence at `i`, 0 when there is none.
std::size_t sequence_length(std::string_view text, std::size_t i);
/// The code point of a valid sequence of `length` bytes at `i`.
char32_t code_point(std::string_view text, std::size_t i, std::size_t length);

}  // namespace dockverify::compose

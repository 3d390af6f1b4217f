// Reading a Dockerfile. Never fails: what is wrong is in document::problems(), everything readable is there. Time and
// memory are linear in the text, whatever it is.
#pragma once

#include <string>

#include "dockerfile/ast.hpp"

namespace dockverify::dockerfile {

/// The longest physical line that BuildKit reads; a longer one is a problem, and is read all the same.
inline constexpr std::size_t max_line = 65535;
/// What stands after so many bytes is not read, and is a problem: no Dockerfile is that long.
inline constexpr std::size_t max_text = std::size_t{1} << 20U;

document parse(std::string text);

}  // namespace dockverify::dockerfile

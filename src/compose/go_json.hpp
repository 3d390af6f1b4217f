// JSON as Go's encoding/json writes it, byte by byte: the config-hash is made from it.
#pragma once

#include <string>

#include "compose/canonical.hpp"

namespace dockverify::compose {

/// <>& and U+2028/9 escaped, invalid UTF-8 replaced, numbers in Go's format; without `indent` all on one line.
std::string go_json(ordered_json const& json, std::size_t indent = 0);

}  // namespace dockverify::compose

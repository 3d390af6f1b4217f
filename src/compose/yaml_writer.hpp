// YAML as go-yaml writes it, byte by byte: what `docker compose config` prints.
#pragma once

#include <string>

#include "compose/canonical.hpp"

namespace dockverify::compose {

/// A document of one mapping; keys stay in their order.
std::string yaml_text(ordered_json const& json, std::size_t indent = 2);

}  // namespace dockverify::compose

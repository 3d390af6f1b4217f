// The engine's times: RFC 3339 with up to nine digits and any offset.
#pragma once

#include <optional>
#include <string>

namespace dockverify::observe {

/// Seconds since the epoch; nullopt for text that is no time and for the engine's "never" (year 1).
std::optional<double> seconds_of(std::string const& rfc3339);

}  // namespace dockverify::observe

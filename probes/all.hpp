// Every probe, for those who list or choose them by name.
#pragma once

#include <span>

#include "probes/probe.hpp"

namespace dockverify::probes {

std::span<probe const* const> all_probes() noexcept;

/// Null when there is no probe of that name.
probe const* find_probe(std::string_view name) noexcept;

}  // namespace dockverify::probes

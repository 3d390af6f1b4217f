// Sizes, durations and other small notations of compose files, with docker's own tolerance.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compose/project.hpp"

namespace dockverify::compose {

/// "512m", "1.5 GiB", "64kb", "100": bytes in powers of 1024. Nothing when it is no size; never negative.
std::optional<std::int64_t> parse_bytes(std::string_view text);

/// "1m30s", "1d2h", "1.5s", "0": nothing when it is no duration or does not fit.
std::optional<nanoseconds> parse_duration(std::string_view text);

/// As Go prints a time.Duration: "1m30s", "26h0m0s", "1.5s", "100ms", "0s".
std::string duration_text(nanoseconds value);

/// true for y, yes, true, on; false for n, no, false, off; in any case.
std::optional<bool> parse_bool(std::string_view text);

/// True for the words that only YAML 1.1 takes as a boolean.
bool is_old_bool(std::string_view text);

}  // namespace dockverify::compose

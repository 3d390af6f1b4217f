// Durations as people read them: the summary table, the closing line and progress speak alike.
#pragma once

#include <cstdint>
#include <string>

namespace dockverify {

/// "85 ms", "1.23 s", "12.3 s", "2 min 5 s", "1 h 2 min"; negative values count as zero.
std::string human_duration(std::int64_t milliseconds);

}  // namespace dockverify

// What a probe is: one question asked from here over the network, and its answer as a verdict. A probe never guesses:
// what it could not find out has a verdict of its own and is no success.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/io/result.hpp"

namespace dockverify::probes {

enum class verdict : std::uint8_t {
  reachable,       ///< a program answered, or keeps the connection open and waits for us to speak
  closed_at_once,  ///< accepted and then dropped without a byte: a forwarder with nothing behind it
  refused,         ///< nothing listens there
  unreachable,     ///< no way to the address: whether a program listens there is not known
  timed_out,       ///< not decided before the deadline
  cancelled,       ///< the caller stopped the probe
};
std::string_view to_string(verdict v) noexcept;

struct probe_outcome {
  probes::verdict verdict = verdict::timed_out;
  std::string detail;  ///< what was seen, in words: printable ASCII, one line
  std::chrono::milliseconds took{0};
};

struct target {
  std::string host;
  std::uint16_t port = 0;
};

/// A probe as data, so that docs and `explain` can list it. `run` always returns soon after `until`.
struct probe {
  std::string_view name, summary, documentation;
  io::awaitable<probe_outcome> (*run)(target at, io::time_point until);
};

}  // namespace dockverify::probes

// The honest TCP probe. A connection alone proves nothing: docker's proxy accepts for every published port and only
// then finds out that nobody listens in the container (runtime.md section 0, fact 5).
#pragma once

#include <optional>
#include <string>

#include "probes/probe.hpp"

namespace dockverify::probes {

/// How long an accepted connection is listened to. A proxy on the same host gives up within a few milliseconds.
inline constexpr std::chrono::milliseconds tcp_listening_time{150};

/// What happened on the wire.
struct tcp_observation {
  bool connected = false;
  bool listened_in_full = false;       ///< the deadline left room for all of tcp_listening_time
  std::optional<io::failure> failure;  ///< of the connect, or of the read after it
  std::string received;                ///< the first bytes; empty without a failure: the peer ended the connection
};

/// The whole decision; `took` is left to the caller.
probe_outcome judge(tcp_observation const& seen);

extern probe const tcp;

}  // namespace dockverify::probes
